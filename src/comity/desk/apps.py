"""The desk names its own sources of work and its place in the navigation."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Label ``desk``."""

    name = "comity.desk"
    label = "desk"

    def ready(self) -> None:
        """Register what waits at every node: approvals, and letters that did not arrive."""
        from comity.desk import notices, worklist
        from comity.look import worklist as shared

        worklist.register("approvals", worklist.approvals)
        worklist.register("undelivered", worklist.undelivered)
        shared.register_notices("directory", notices.directory)
        shared.register_notices("post", notices.post)
        shared.register_link("Queue", "desk:queue", 10)
        shared.register_link("Approvals", "desk:approvals", 20)
        shared.register_link("Notices", "desk:notices", 90)
