"""Lets `python -m grappe.cli` run the command line."""

import sys

from grappe.cli import main

sys.exit(main())
