"""Refusals of this room."""

from annotate.core.errors import N_, AnnotateError


class RangeGap(AnnotateError):
    """A piece does not join on to what is here; `faults` says where to go on."""

    code = "range_gap"
    status = 409
    message = N_("A piece of the file is missing before this one. Go on where the server says.")


class UploadClosed(AnnotateError):
    code = "upload_closed"
    status = 409
    message = N_("This upload was finished before. Start a new one for more pictures.")


class NothingSent(AnnotateError):
    code = "nothing_sent"
    status = 422
    message = N_("No file was sent. Choose pictures or one zip.")


class UnknownFormat(AnnotateError):
    code = "unknown_format"
    status = 422
    message = N_("This format is not known. Choose one of: %(known)s.")


class NoVideos(AnnotateError):
    """The format has words for frames of videos alone."""

    code = "no_videos"
    status = 422
    message = N_(
        "This format is for videos, and the project has none. Choose another one for single pictures."
    )


class PictureGone(AnnotateError):
    """The owner of the bucket took the picture away, or put another in its place."""

    code = "picture_gone"
    status = 410
    message = N_(
        "The picture is no longer in its owner's store, or another stands in its place. Give this one back; the manager has to put it right."
    )


class ClipsAreNoChecks(AnnotateError):
    code = "clips_are_no_checks"
    status = 422
    message = N_("A part of a video cannot be a check. Take the labels as proposals, or as finished work.")


class ExportNotReady(AnnotateError):
    code = "export_not_ready"
    status = 409
    message = N_("The file is still being made. Wait a moment and load the page again.")
