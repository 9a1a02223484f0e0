"""Starts the runtime of one execution environment; runs in the function's process, before any of its code.

Called as `python -P -s -S bootstrap.py <warden's descriptor> <handler>`. Standard library and awslambdaric only.
`-S` leaves out the site-packages of the base interpreter; what the managed runtime does at start is done here instead,
in its order: https://docs.aws.amazon.com/lambda/latest/dg/python-package.html (search path).
"""

import os
import resource
import site
import sys


def _register(warden_fd: int) -> None:
    os.write(warden_fd, b"+%d\n" % os.getpid())
    os.close(warden_fd)


def _set_search_path() -> None:
    task_root, runtime = os.environ["LAMBDA_TASK_ROOT"], os.environ["LAMBDA_RUNTIME_DIR"]
    layers_root = os.environ.pop("LAMBDA_OPT_DIR") + "/python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    layers = [f"{layers_root}/lib/{version}/site-packages", layers_root]
    if "PYTHONPATH" in os.environ:
        # As on Lambda: a function that sets PYTHONPATH replaces the layers' entries (it may name them itself).
        layers = []
    standard = list(sys.path)
    sys.path[:] = [task_root]
    for directory in [task_root, *layers]:
        if os.path.isdir(directory):  # noqa: PTH112 - pathlib would be loaded for this alone
            if directory not in sys.path:
                sys.path.append(directory)
            site.addsitedir(directory, known_paths=set(sys.path))
    sys.path += [*standard, runtime]


def main() -> None:
    """Register with the warden, set the search path and hand over to awslambdaric, which does not return."""
    warden_fd, handler = sys.argv[1:]
    del sys.argv[1:]
    _register(int(warden_fd))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _set_search_path()
    # What the module `site` adds to builtins (`exit` and others) and `-S` left out.
    site.setquit()
    site.setcopyright()
    site.sethelper()

    from awslambdaric.__main__ import main as run

    run(["awslambdaric", handler])


if __name__ == "__main__":
    main()
