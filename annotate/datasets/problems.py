"""Every reason why a file is not taken, in words that say what to do. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from annotate.core.errors import N_
from annotate.projects.label_form import SHAPE_WORDS

SENTENCES: dict[str, str] = {
    "not_a_picture": N_("This is not a JPEG, PNG or WebP picture. It looks like: %(looks_like)s."),
    "too_many_pixels": N_(
        "The picture is %(width)s x %(height)s. At most %(limit)s million pixels are taken: make it smaller and send it again."
    ),
    "broken_picture": N_(
        "The picture is damaged or was cut off on the way. Send it again from the original."
    ),
    "animated": N_("This is a moving picture. Send its frames as single pictures."),
    "too_slow": N_("The picture took too long to open. Save it again in another program and resend it."),
    "too_hungry": N_("The picture needs too much memory to open. Make it smaller and send it again."),
    "too_large": N_("The file is larger than %(limit_mb)s MB. Make it smaller and send it again."),
    "duplicate": N_("The same picture is here already: %(same_as)s. It was not stored twice."),
    "frame_name": N_("A frame of this name is in the video already. It was not stored twice."),
    "frame_size": N_(
        "The first frame is %(width)s x %(height)s, this one is not. It was set aside; the video goes on without it."
    ),
    "unsafe_name": N_(
        "The name points outside its folder or cannot be shown. Rename the file and send it again."
    ),
    "link": N_("This is a link, not a file. Put the file itself into the zip."),
    "encrypted": N_("The file is locked with a password. Make a zip without a password."),
    "nested_archive": N_("This is an archive inside the zip. Unpack it first, or send it by itself."),
    "packing": N_("The zip packs this file in a rare way. Make the zip again with ordinary settings."),
    "too_dense": N_(
        "The file unpacks to more than %(limit)s times its size, as an attack would. It was not opened."
    ),
    "broken_entry": N_(
        "The zip is damaged here: what it says about this file is not true. Make the zip again."
    ),
    "overlapping": N_(
        "In the zip this file lies inside another one, as in an attack. It was not opened. Make the zip again."
    ),
    "name_twice": N_(
        "The zip holds another file of this name, and only the first was taken. Give this one another name and send it again."
    ),
    "broken_zip": N_("This is not a whole zip. It may have been cut off on the way: send it again."),
    "too_many_files": N_("The zip holds %(count)s files. At most %(limit)s are taken at once: split it up."),
    "no_labels": N_(
        "There is no label file of this format in the upload. See the help for what it must hold."
    ),
    "label_format_other": N_(
        "Nothing could be read as the format that was chosen. It looks like %(format)s: choose that, and send it again."
    ),
    "label_file": N_("This place of the label file %(what)s. It was left out, the rest was read."),
    "prelabel_unknown_label": N_(
        "The project has no label “%(label)s”: %(count)s objects were left out. Rename it in the file, or add the label."
    ),
    "prelabel_kind": N_(
        "The project does not draw “%(label)s” as %(kind)s: %(count)s objects were left out."
    ),
    "prelabel_boxed": N_(
        "The project draws “%(label)s” as a box: %(count)s objects drawn as %(kind)s were taken as the box around them."
    ),
    "prelabel_outside": N_(
        "%(count)s objects named “%(label)s” lie outside the picture or are damaged. They were left out."
    ),
    "prelabel_no_picture": N_(
        "There is no picture of this name in the project. Upload it first, then these labels again."
    ),
    "prelabel_several": N_("Several pictures have this name. Write its folder into the label file."),
    "prelabel_size": N_(
        "The labels are for a picture of %(theirs)s, this one is %(ours)s. They were left out: they would lie in the wrong place."
    ),
    "prelabel_one_frame": N_(
        "The file does not say which objects on the frames of this video are the same: each of %(count)s objects begins as a track of one frame. Send CVAT XML of videos or MOT to begin with whole tracks."
    ),
    "prelabel_frame_kind": N_(
        "On frames of videos “%(label)s” cannot be proposed as %(kind)s: %(count)s objects were left out."
    ),
    "prelabel_too_many": N_(
        "Its tracks would have %(count)s key frames, an answer at most %(limit)s. None was proposed: leave out objects that you can do without, or send whole tracks."
    ),
    "prelabel_video_waits": N_(
        "The video of this frame is not whole yet. Wait until its upload is done, then send these labels again."
    ),
    "not_a_video": N_(
        "The name ends like a video's, but this is none. It looks like: %(looks_like)s. Send the video itself, or name the file as what it is."
    ),
    "broken_video": N_("The video is damaged or was cut off on the way. Send it again from the original."),
    "no_video_track": N_("There is no moving picture in this file, only sound or something else."),
    "no_frames": N_("The video holds not a single frame. Send it again from the original."),
    "video_codec": N_(
        "The video is packed in a way that is not taken here (%(codec)s). Save it as H.264 and send it again."
    ),
    "video_pixels": N_(
        "The video is %(width)s x %(height)s. At most %(limit)s million pixels a frame are taken: make it smaller and send it again."
    ),
    "video_changes": N_(
        "The video changes its size on the way. Cut it into parts of one size each and send them one by one."
    ),
    "video_long": N_("The video lasts %(minutes)s minutes. At most %(limit)s are taken: cut it into parts."),
    "video_frames": N_(
        "This would make %(count)s frames or more. At most %(limit)s are taken of one video: choose fewer frames per second, or cut it into parts."
    ),
    "video_slow": N_("The video took too long to open. Cut it into parts, or make it smaller."),
    "video_hungry": N_("The video needs too much memory to open. Make it smaller and send it again."),
    "video_name": N_("A video of this name is here already. Give the file another name and send it again."),
    "video_twice": N_("The same video is here already: %(same_as)s. It was not stored twice."),
    "video_among_frames": N_(
        "This is a video, sent as a frame of a video. Leave the video's name empty and send it by itself."
    ),
    "manifest_encoding": N_("The list is not written in UTF-8. Save it as UTF-8 and send it again."),
    "manifest_head": N_("The first line must name the columns, “name” among them, out of: %(columns)s."),
    "manifest_cells": N_(
        "This line has %(here)s cells, the first line %(wanted)s. It was left out, the rest was read."
    ),
    "manifest_broken": N_("This line cannot be read. It was left out, the rest was read."),
    "manifest_cell": N_(
        "“%(column)s” is missing in this line, or what stands there does not fit. It was left out, the rest was read."
    ),
    "manifest_long": N_("The list has more than %(limit)s lines. What follows was left out: split the list."),
    "unknown_source": N_(
        "The address is in no store that the operator has declared for your organisation. Known: %(known)s."
    ),
    "source_refuses": N_(
        "The store “%(source)s” does not let this picture be read. Ask whoever looks after it for leave to read."
    ),
    "no_object": N_("There is nothing under this address in the store."),
    "sha256_differs": N_(
        "The picture in the store is not the one that the list means: its SHA-256 is another."
    ),
    "size_differs": N_(
        "The list says %(said)s, the picture is %(width)s x %(height)s. It was left out: labels would lie in the wrong place."
    ),
    "reference_turned": N_(
        "The picture is stored turned, or its metadata cannot be taken off. Store it upright without EXIF, or upload it."
    ),
    "known_incomplete": N_(
        "%(count)s of its objects do not fit the project’s labels. What is known must be whole: nothing was taken of this picture."
    ),
    "known_faulty": N_(
        "%(count)s places of the label files cannot be read. What is known must be whole: mend them and send all again. Nothing was taken."
    ),
    "known_unlabelled": N_(
        "The file names this picture without an object, and does not say that somebody found it empty. It was left out."
    ),
    "known_begun": N_("People have begun to work on this picture. What they find counts; it was left out."),
    "known_settled": N_("This picture is done already. It was left out."),
    "known_check": N_("This picture is a check already. It was left out."),
    "known_apart": N_(
        "This picture is a frame of a video, which is labelled as a whole, or it was taken out of the work."
    ),
    "blur_handed_out": N_(
        "Somebody was lent this picture already. It was left as it is, so that answers stay true to what was seen."
    ),
    "blur_reference": N_("This picture stays in its owner's store: have it blurred there."),
    "blur_alike": N_(
        "It looks like “%(like)s”, which was blurred, but no box was sent for it. It was left as it is."
    ),
    "blur_no_area": N_(
        "%(count)s objects that were to be blurred lie outside the picture, or have no area. They were left out."
    ),
    "blur_no_label": N_(
        "No object has one of these labels: nothing was blurred. In the file there are: %(labels)s."
    ),
    "no_pictures": N_("There was no file in this upload that could be looked at."),
}


# What was taken otherwise than it was sent; nothing is lost by it.
NOTES = frozenset({"prelabel_boxed", "prelabel_one_frame"})
# Files that are here already: nothing to mend.
HERE_ALREADY = frozenset({"duplicate", "frame_name", "video_twice"})

# What a file looks like, where the word is not the same in every language.
KINDS: dict[str, str] = {
    "text": N_("a text"),
    "empty": N_("an empty file"),
    "image/jpeg": N_("a JPEG picture"),
    "image/png": N_("a PNG picture"),
    "image/webp": N_("a WebP picture"),
    "video/mp4": N_("a video"),
    "video/x-matroska": N_("a video"),
    "video/x-msvideo": N_("a video"),
    "?": N_("nothing known"),
}


def sentence_of(code: str, detail: Mapping[str, Any], translate: Callable[..., str]) -> str:
    """What is said of a problem; kinds of files and of shapes by their words. translate(msgid, **blanks)."""
    params = dict(detail)
    if "looks_like" in params:
        params["looks_like"] = translate(KINDS.get(params["looks_like"], params["looks_like"]))
    if "format" in params:
        params["format"] = translate(params["format"])
    if params.get("kind") in SHAPE_WORDS:
        params["kind"] = translate(SHAPE_WORDS[params["kind"]])
    if isinstance(params.get("what"), list):
        # A reader's own words, with their blanks.
        words, blanks = params["what"]
        params["what"] = translate(words, **blanks)
    return str(translate(SENTENCES[code], **params))
