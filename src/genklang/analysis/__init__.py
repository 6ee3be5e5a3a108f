"""The use cases, each once: the command line and notebooks call the same functions."""

from genklang.analysis.attack import attack
from genklang.analysis.audit import audit
from genklang.analysis.benchmarks import import_benchmarks
from genklang.analysis.change import decompose_change
from genklang.analysis.count import count, count_responses
from genklang.analysis.describe import describe_change, describe_difference
from genklang.analysis.drivers import relative_weights
from genklang.analysis.estimate import estimate, read_frame
from genklang.analysis.finish_review import ReviewSummary, bound_errors, finish_review
from genklang.analysis.import_answers import import_answers
from genklang.analysis.import_frame import import_frame
from genklang.analysis.kolada import import_kolada
from genklang.analysis.path_model import PathModel, pls
from genklang.analysis.place_files import write_text
from genklang.analysis.print_forms import FormRequest, print_forms, print_instructions
from genklang.analysis.protect_counts import protect_counts
from genklang.analysis.questionnaire import find_draft
from genklang.analysis.read_forms import ReadSummary, read_scanned_forms
from genklang.analysis.release import release
from genklang.analysis.report import PreparedReports, WrittenReport, prepare_reports, report, write_reports
from genklang.analysis.report_request import ReportRequest
from genklang.analysis.score_forms import score_forms
from genklang.analysis.simulate import simulate, write_simulation
from genklang.analysis.survey import estimate_mean, estimate_share, interval_difference, interval_share
from genklang.analysis.weights import post_stratify, rake
from genklang.analysis.write_table import write_table
from genklang.estimation.consistency import consistent
from genklang.estimation.planning import minimum_detectable_change
from genklang.estimation.shrinkage import shrink
from genklang.instrument.check import check
from genklang.instrument.publish import publish, to_json
from genklang.instrument.shelf import find_instrument
from genklang.paper.crops import classify_boxes

__all__ = [
    "FormRequest",
    "PathModel",
    "PreparedReports",
    "ReadSummary",
    "ReportRequest",
    "ReviewSummary",
    "WrittenReport",
    "attack",
    "audit",
    "bound_errors",
    "check",
    "classify_boxes",
    "consistent",
    "count",
    "count_responses",
    "decompose_change",
    "describe_change",
    "describe_difference",
    "estimate",
    "estimate_mean",
    "estimate_share",
    "find_draft",
    "find_instrument",
    "finish_review",
    "import_answers",
    "import_benchmarks",
    "import_frame",
    "import_kolada",
    "interval_difference",
    "interval_share",
    "minimum_detectable_change",
    "pls",
    "post_stratify",
    "prepare_reports",
    "print_forms",
    "print_instructions",
    "protect_counts",
    "publish",
    "rake",
    "read_frame",
    "read_scanned_forms",
    "relative_weights",
    "release",
    "report",
    "score_forms",
    "shrink",
    "simulate",
    "to_json",
    "write_reports",
    "write_simulation",
    "write_table",
    "write_text",
]
