#!/usr/bin/env python
"""Django's own commands; `grappe` is the product's."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
