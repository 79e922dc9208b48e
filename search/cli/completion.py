"""`kaiken completion`: prints the script that makes a shell complete commands, options and names."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from search.cli.group import LazyGroup

INSTALL = {
    "bash": "kaiken completion bash > ~/.local/share/bash-completion/completions/kaiken",
    "zsh": 'kaiken completion zsh > "${fpath[1]}/_kaiken"',
    "fish": "kaiken completion fish > ~/.config/fish/completions/kaiken.fish",
}

EPILOG = """\b
To install it, run the line for your shell and open a new terminal:
""" + "\n".join(f"  {line}" for line in INSTALL.values())


@click.command(epilog=EPILOG)
@click.argument("shell", type=click.Choice(tuple(INSTALL)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL: bash (4.4 or newer), zsh or fish.

    With it, the Tab key completes commands and options, and the names of speakers, outlets and documents
    that are in your index.
    """
    group = ctx.find_root().command
    assert isinstance(group, LazyGroup)
    click.echo(script(group, shell), nl=False)


def script(group: click.Command, shell: str) -> str:
    """The completion script, with a comment on how to install it. Raises KeyError for an unknown shell."""
    found = get_completion_class(shell)
    if found is None:
        raise KeyError(shell)
    # The base class's `source`: bash's own would start a bash here to see which version it is.
    text = ShellComplete.source(found(group, {}, "kaiken", "_KAIKEN_COMPLETE"))
    comment = f"# To install: {INSTALL[shell]}\n"
    if text.startswith("#compdef"):  # zsh reads that from the first line
        first, _, rest = text.partition("\n")
        return f"{first}\n{comment}{rest}"
    return comment + text
