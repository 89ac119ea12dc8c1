"""The twelve kinds of failure, each with its cause, its next step whether to retry, and the words that tell them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to fail: what it means, what the person can do, whether trying again may help by itself."""

    cause: str
    next_step: str
    retry_helps: bool = False


WAYS_ON = (
    "Three ways on: your browser's cookies (--cookies-from-browser firefox); "
    "a file or podcast feed of the same episode as --source; "
    "or the transcript copied from YouTube's transcript panel, saved as a file, as --transcript."
)

KINDS: dict[str, Kind] = {
    "private": Kind(
        "The recording is private.",
        "Ask its owner for access, or give a file of the recording as --source.",
    ),
    "removed": Kind(
        "The recording has been removed.",
        "Look for another copy: a podcast feed, or a file, as --source.",
    ),
    "geo_blocked": Kind(
        "The recording may not be played in this country.",
        "Give --proxy with a server where it may, or a file of the recording as --source.",
    ),
    "login": Kind(
        "The server asks for a login (a members' page, an age check, or no permission).",
        "Sign in with your browser and add --cookies-from-browser firefox (or chrome, safari, edge).",
    ),
    "live": Kind(
        "The broadcast is still running or has not begun.",
        "Try again when the recording is published.",
        retry_helps=True,
    ),
    "bot_check": Kind("The site takes this machine for a robot.", WAYS_ON),
    "not_found": Kind(
        "There is nothing at that place.",
        "Check the link or the name.",
    ),
    "rate_limited": Kind(
        "The server says: too many requests.",
        "Wait some minutes (an hour for YouTube), then run the same command again.",
        retry_helps=True,
    ),
    "network": Kind(
        "The server could not be reached, or the connection broke.",
        "Run the same command again: what was downloaded is kept and continued.",
        retry_helps=True,
    ),
    "unsupported": Kind(
        "earmark cannot take a recording from this source.",
        "Give the episode's own page, a direct link to the audio, a podcast feed, or a file.",
    ),
    "broken_media": Kind(
        "What the source gave is not a whole recording.",
        "Open the link in a browser: if it plays there, download it and give the file as --source.",
    ),
    "disk": Kind(
        "The recording could not be written.",
        "Free some space, or choose another place with --workspace.",
    ),
}


# Phrases of yt-dlp's extractors and of the sites' own messages, in order: the first that occurs decides.
PHRASES: tuple[tuple[str, str], ...] = (
    ("not a bot", "bot_check"),
    ("captcha", "bot_check"),
    ("anti-bot", "bot_check"),
    ("po token", "bot_check"),
    ("page needs to be reloaded", "bot_check"),
    ("rate-limited", "rate_limited"),
    ("rate limit", "rate_limited"),
    ("too many requests", "rate_limited"),
    ("try again later", "rate_limited"),
    ("private video", "private"),
    ("is private", "private"),
    ("geo restrict", "geo_blocked"),
    ("geo-restrict", "geo_blocked"),
    ("your country", "geo_blocked"),
    ("your location", "geo_blocked"),
    ("your region", "geo_blocked"),
    ("members-only", "login"),
    ("members only", "login"),
    ("available to this channel's members", "login"),
    ("join this channel", "login"),
    ("confirm your age", "login"),
    ("age-restricted", "login"),
    ("sign in", "login"),
    ("log in", "login"),
    ("logged in", "login"),
    ("logged-in", "login"),
    ("login", "login"),
    ("registered users", "login"),
    ("subscribers", "login"),
    ("purchase", "login"),
    ("cookies", "login"),
    ("premiere", "live"),
    ("live event will begin", "live"),
    ("not currently live", "live"),
    ("is offline", "live"),
    ("is live", "live"),
    ("has been removed", "removed"),
    ("been terminated", "removed"),
    ("no longer available", "removed"),
    ("been deleted", "removed"),
    ("was deleted", "removed"),
    ("copyright claim", "removed"),
    ("video unavailable", "removed"),
    ("video is not available", "removed"),
    ("does not exist", "not_found"),
    ("not found", "not_found"),
    ("drm", "unsupported"),
    ("unsupported url", "unsupported"),
    ("is not a valid url", "unsupported"),
    ("no video formats", "unsupported"),
    ("requested format is not available", "unsupported"),
    ("no space left", "disk"),
    ("unable to open for writing", "disk"),
    ("unable to write data", "disk"),
    ("timed out", "network"),
    ("giving up after", "network"),
    ("bytes, expected", "network"),
    ("did not get any data blocks", "broken_media"),
)
