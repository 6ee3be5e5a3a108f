"""The addresses of the scan station."""

from django.urls import path

from genklang.server.web.staff.scans import paper, review, views

ROUND = "o/<slug:organisation>/rounds/<slug:code>/"
HERE = f"{ROUND}scans/"
PILE = f"{HERE}<uuid:pile>/"

urlpatterns = [
    path(f"{ROUND}paper/", paper.show_paper, name="paper"),
    path(f"{ROUND}paper/print/", paper.print_, name="paper-print"),
    path(f"{ROUND}paper/offered/", paper.count_offered, name="paper-offered"),
    path(HERE, views.show_scans, name="scans"),
    path(f"{HERE}policy/", paper.keep_pictures, name="scan-policy"),
    path(PILE, views.show_pile, name="scan-pile"),
    path(f"{PILE}review/<slug:kind>/", review.review, name="scan-review"),
    path(f"{PILE}unread/", views.show_unread, name="scan-unread"),
    path(f"{PILE}send/", views.send, name="scan-send"),
    path(f"{PILE}reopen/", views.reopen, name="scan-reopen"),
    path(f"{PILE}discard/", views.discard, name="scan-discard"),
]
