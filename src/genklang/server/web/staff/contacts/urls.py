"""The addresses of the pages for lists and messages."""

from django.urls import path

from genklang.server.web.staff.contacts import views

HERE = "o/<slug:organisation>/rounds/<slug:code>/contacts/"

urlpatterns = [
    path(HERE, views.show_contacts, name="contacts"),
    path(f"{HERE}<slug:channel>/upload/", views.upload_list, name="contact-upload"),
    path(f"{HERE}<slug:channel>/list/<str:key>/", views.map_list, name="contact-list"),
    path(f"{HERE}<slug:channel>/plan/", views.plan_sending, name="contact-plan"),
    path(f"{HERE}<slug:channel>/text/<slug:kind>/<slug:language>/", views.edit_text, name="contact-text"),
    path(f"{HERE}undo/<int:pk>/", views.undo_list, name="contact-undo"),
    path(f"{HERE}drop/<int:pk>/", views.drop_sending, name="contact-drop"),
    path(f"{HERE}person/<int:pk>/", views.act_on_person, name="contact-person"),
]
