"""`python -m search.cli`: the same as the command `kaiken`."""

from search.cli import main

main()
