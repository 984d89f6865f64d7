/** Words of the window in which labels are tried. */
export const trialWords_en = {
  keeping: "Trial: nothing is sent, kept or paid",
  over: "In real work your answers would be handed in now. Here nothing was sent, kept or paid; the pictures begin again.",
  follows: "The labels are as they stand in the form now.",
  wrong: "The form cannot be read at the moment, so the labels stay as they were: {detail}",
};
