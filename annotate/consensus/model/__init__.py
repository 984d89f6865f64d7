"""The joint model of objects and annotators; start reading at `joint`."""
