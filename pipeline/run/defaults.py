"""`earmark.toml` in a workspace: defaults for its checks; the command line wins."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from pipeline.errors import InputError
from pipeline.fetch import Options
from pipeline.run.desk import Request

LONGEST = 100_000  # characters; the reader of TOML takes time by their square


class _Defaults(msgspec.Struct, forbid_unknown_fields=True):
    model: str | None = None
    language: str | None = None
    refine: str | None = None
    audio: Literal["clips", "link", "none"] | None = None
    offline: bool = False
    decide_over_seconds: int | None = None
    cookies_from_browser: str | None = None
    proxy: str | None = None
    cache: str | None = None
    max_megabytes: Annotated[int, msgspec.Meta(ge=1)] | None = None
    max_hours: Annotated[float, msgspec.Meta(gt=0, le=10_000)] | None = None


def applied(request: Request) -> Request:
    """The request with the workspace's defaults where the command line said nothing.

    Raises InputError where `earmark.toml` cannot be read or says something that has no meaning.
    """
    path = request.workspace.root / "earmark.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return request
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read.", "Check its permissions and that it is UTF-8 text.") from error
    if len(text) > LONGEST:
        raise InputError(f"{path} is longer than {LONGEST:,} characters.", "It may set a few defaults; see the README.")
    try:
        said = msgspec.convert(tomllib.loads(text), _Defaults)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        names = ", ".join(_Defaults.__struct_fields__)
        raise InputError(f"{path}: {error}.", f"It may set {names}.") from error
    settings = request.settings
    if said.decide_over_seconds is not None:
        settings = replace(settings, decide_over_ms=said.decide_over_seconds * 1000)
    return replace(
        request,
        settings=replace(
            settings,
            model=settings.model or said.model,
            language=settings.language or said.language,
            offline=settings.offline or said.offline,
        ),
        refine=said.refine if said.refine and request.refine == "auto" else request.refine,
        audio=said.audio if said.audio and request.audio == "clips" else request.audio,
        cache=request.cache or _cache(said.cache, request.workspace.root),
        download=_download(request.download or Options(), said),
    )


def _cache(said: str | None, root: Path) -> str | None:
    """A folder is taken from the workspace, as `earmark.toml` lies there; an address is one."""
    return said if said is None or "://" in said else str(root / Path(said).expanduser())


def _download(asked: Options, said: _Defaults) -> Options:
    plain = Options()
    megabytes, hours = said.max_megabytes, said.max_hours
    return replace(
        asked,
        cookies_from_browser=asked.cookies_from_browser or said.cookies_from_browser,
        proxy=asked.proxy or said.proxy,
        max_bytes=megabytes * 1024**2 if megabytes and asked.max_bytes == plain.max_bytes else asked.max_bytes,
        max_duration_ms=round(hours * 3_600_000)
        if hours and asked.max_duration_ms == plain.max_duration_ms
        else asked.max_duration_ms,
    )
