"""Files that a site's settings name: they lie beside the site's file or below, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from reprise.errors import BadSettings

_BESIDE = "Put the file beside the site's file."


def site_path(folder: Path, name: str, *, what: str, suffixes: tuple[str, ...] = ()) -> Path:
    """A file below the site's folder. Raises `BadSettings` for a path out of it, another kind of file, or none."""
    root = folder.resolve()
    if not name.strip() or "\x00" in name or "\\" in name or Path(name).is_absolute():
        raise BadSettings(f"{name!r} is no {what} of the site.", remedy="Give its path from the site's file.")
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise BadSettings(f"{name!r} lies outside of the site's folder.", remedy=_BESIDE)
    if suffixes and path.suffix.lower() not in suffixes:
        raise BadSettings(
            f"{name!r} is no {what} (known are {', '.join(suffixes)}).", remedy="Give a file of one of these kinds."
        )
    if not _is_file(path):
        raise BadSettings(f"There is no {what} {name!r}.", remedy=_BESIDE)
    return path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than any file's
        return False
