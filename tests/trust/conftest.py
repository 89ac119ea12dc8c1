"""Tests of trust share the layer in ``faults.py``."""

import importlib.util
import sys
from pathlib import Path

_spec = importlib.util.spec_from_file_location("earmark_faults", Path(__file__).with_name("faults.py"))
sys.modules["earmark_faults"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["earmark_faults"])
