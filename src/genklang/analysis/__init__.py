"""The use cases, each once: the command line and notebooks call the same functions."""

from genklang.analysis.attack import attack
from genklang.analysis.benchmarks import import_benchmarks
from genklang.analysis.count import count
from genklang.analysis.describe import describe_change, describe_difference
from genklang.analysis.estimate import estimate, read_frame
from genklang.analysis.finish_review import ReviewSummary, bound_errors, finish_review
from genklang.analysis.import_answers import import_answers
from genklang.analysis.kolada import import_kolada
from genklang.analysis.place_files import write_text
from genklang.analysis.print_forms import FormRequest, print_forms, print_instructions
from genklang.analysis.questionnaire import find_draft
from genklang.analysis.read_forms import ReadSummary, read_scanned_forms
from genklang.analysis.report import report
from genklang.analysis.report_request import ReportRequest
from genklang.analysis.score_forms import score_forms
from genklang.analysis.simulate import simulate, write_simulation
from genklang.analysis.write_table import write_table
from genklang.instrument.check import check
from genklang.instrument.publish import publish, to_json
from genklang.instrument.shelf import find_instrument
from genklang.paper.crops import classify_boxes

__all__ = [
    "FormRequest",
    "ReadSummary",
    "ReportRequest",
    "ReviewSummary",
    "attack",
    "bound_errors",
    "check",
    "classify_boxes",
    "count",
    "describe_change",
    "describe_difference",
    "estimate",
    "find_draft",
    "find_instrument",
    "finish_review",
    "import_answers",
    "import_benchmarks",
    "import_kolada",
    "print_forms",
    "print_instructions",
    "publish",
    "read_frame",
    "read_scanned_forms",
    "report",
    "score_forms",
    "simulate",
    "to_json",
    "write_simulation",
    "write_table",
    "write_text",
]
