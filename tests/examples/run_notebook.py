"""Run a notebook with a fresh kernel of this interpreter in the working folder: IN OUT."""

import sys
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

LONGEST_S = 300
"""A cell that takes longer hangs; none takes more than a few seconds."""


class ThisPython(KernelSpecManager):
    """Knows one kernel: the running interpreter, whatever is installed on the machine."""

    def get_kernel_spec(self, kernel_name):
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name=kernel_name, language="python")


def main(source, target):
    notebook = nbformat.read(source, as_version=4)
    kernel = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    resources = {"metadata": {"path": str(Path.cwd())}}
    NotebookClient(notebook, km=kernel, resources=resources, timeout=LONGEST_S).execute()
    nbformat.write(notebook, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
