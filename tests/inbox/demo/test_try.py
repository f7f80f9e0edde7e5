import cProfile, pstats, time, sys
from pathlib import Path
import pytest
from collections import Counter
from inbox.demo import load
from inbox.models import *
pytestmark = pytest.mark.django_db
def test_x(tmp_path):
    p=cProfile.Profile()
    t=time.time()
    if '--prof' in sys.argv or True: p.enable()
    load(tmp_path/"s.sqlite3","http://127.0.0.1:8001")
    p.disable()
    print("LOAD", time.time()-t)
    pstats.Stats(p).sort_stats("cumtime").print_stats(35)
    print(Conversation.objects.count(), Message.objects.count(), Inbound.objects.count(), Inbound.objects.exclude(error="").count())
    print(Counter(Conversation.objects.values_list("status",flat=True)))
    print(Counter(Conversation.objects.filter(status="open").values_list("department__name",flat=True)))
    print(Counter(Conversation.objects.values_list("department__name",flat=True)))
    print(Counter(Conversation.objects.values_list("message_count",flat=True)))
    print(Message.objects.exclude(edited_at=None).count(), Message.objects.exclude(removed_at=None).count(), Post.objects.count(), PostFigures.objects.count(), Note.objects.count())
    for c in Conversation.objects.order_by("-last_message_at")[:60]:
        print(c.last_message_at.strftime("%d %H:%M"), c.status, c.department.code, c.assignee, c.author_count, c.message_count,"|", c.author, "|", c.preview)
