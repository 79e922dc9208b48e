"""Texts that would run as a program, or break out of their place, on a page that forgot an escape."""

from __future__ import annotations

import json
from pathlib import Path

RUN = "window.hacked=1"

_SHAPES = (
    "<script>{0}</script>",
    "</script><script>{0}</script>",
    "<ScRiPt >{0}</sCrIpT>",
    '"><script>{0}</script>',
    "'><script>{0}</script>",
    "</title><script>{0}</script>",
    "</textarea><script>{0}</script>",
    "</pre><script>{0}</script>",
    "</style><script>{0}</script>",
    "</svg><script>{0}</script>",
    "--><script>{0}</script>",
    "]]><script>{0}</script>",
    "<img src=x onerror={0}>",
    '<img src=x onerror="{0}">',
    '"><img src=x onerror={0}>',
    "'><img src=x onerror={0}>",
    "<img/src/onerror={0}>",
    "<svg onload={0}>",
    "<svg/onload={0}>",
    '<svg><script xlink:href="data:,{0}"></script>',
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    "<svg><set onbegin={0} attributename=x>",
    "<svg><a href=javascript:{0}><text y=20>x</text></a>",
    "<math href=javascript:{0}>x</math>",
    "<body onload={0}>",
    "<iframe src=javascript:{0}></iframe>",
    "<iframe srcdoc='<script>{0}</script>'></iframe>",
    "<object data=javascript:{0}>",
    "<embed src=javascript:{0}>",
    "<a href=javascript:{0}>x</a>",
    "<a href=' javascript:{0}'>x</a>",
    "<form action=javascript:{0}><button>x</button></form>",
    "<button formaction=javascript:{0}>x</button>",
    "<input autofocus onfocus={0}>",
    "<select autofocus onfocus={0}>",
    "<textarea autofocus onfocus={0}>",
    "<details open ontoggle={0}>",
    "<video><source onerror={0}></video>",
    "<video src=x onerror={0}>",
    "<audio src=x onerror={0}>",
    "<marquee onstart={0}>",
    "<meta http-equiv=refresh content='0;url=javascript:{0}'>",
    "<base href=javascript:{0}//>",
    "<link rel=stylesheet href=javascript:{0}>",
    "<style>@import 'javascript:{0}';</style>",
    "<div style=width:expression({0})>",
    "<div onpointerover={0}>x</div>",
    "<x onclick={0} tabindex=1 autofocus onfocus={0}>x</x>",
    '" onmouseover="{0}" x="',
    "' onmouseover='{0}' x='",
    '" autofocus onfocus="{0}" x="',
    "` onmouseover=`{0}` x=`",
    " onmouseover={0} ",
    "javascript:{0}",
    "JaVaScRiPt:{0}",
    "java\tscript:{0}",
    "\x01javascript:{0}",
    "data:text/html,<script>{0}</script>",
    "vbscript:{0}",
    "{{{{constructor.constructor('{0}')()}}}}",
    "{{% if 1 %}}<script>{0}</script>{{% endif %}}",
    "${{{0}}}",
    "#{{{0}}}",
    "<%= {0} %>",
    "&lt;script&gt;{0}&lt;/script&gt;",
    "&#60;script&#62;{0}&#60;/script&#62;",
    "&amp;lt;script&amp;gt;{0}",
    "\\u003cscript\\u003e{0}\\u003c/script\\u003e",
    "%3Cscript%3E{0}%3C/script%3E",
    "\uff1cscript\uff1e{0}\uff1c/script\uff1e",
    "<\x00script>{0}</script>",
    "<script\x0c>{0}</script>",
    "<script\n>{0}</script\n>",
    "<<script>{0}//<</script>",
    "<script src=data:,{0}></script>",
    "<script/x>{0}</script>",
    "<div hx-get=/search hx-trigger=load hx-on::load={0}>x</div>",
    "<div hx-on:click={0} hx-on--load={0}>x</div>",
    "<div data-hx-on:load={0}>x</div>",
    '<div hx-vals="js:{{x:({0})}}" hx-get=/ hx-trigger=load>x</div>',
    "<div hx-trigger='load[{0}]' hx-get=/>x</div>",
    "<template shadowrootmode=open><script>{0}</script></template>",
    "<noscript><p title='</noscript><script>{0}</script>'>",
    "<xmp><script>{0}</script></xmp>",
    "<plaintext><script>{0}</script>",
    "<!--<script>{0}</script>",
    "<![CDATA[<script>{0}</script>]]>",
    "<?xml version='1.0'?><script>{0}</script>",
    "<isindex action=javascript:{0}>",
    "<table background=javascript:{0}>",
    "<portal src=javascript:{0}>",
    "<picture><source srcset=x onerror={0}><img onerror={0} src=x></picture>",
    "<input type=image src=x onerror={0}>",
    "<keygen autofocus onfocus={0}>",
    "\u202e<script>{0}</script>\u202c",
    "\u2028<script>{0}</script>\u2029",
    "<scr<script>ipt>{0}</scr</script>ipt>",
    "\u017fcript:{0}",
    "<a href='&#106;avascript:{0}'>x</a>",
    "<a href='java&Tab;script:{0}'>x</a>",
)

PAYLOADS = tuple(shape.format(RUN) for shape in _SHAPES)


def write(path: Path) -> None:
    """One document a payload, which stands in every field that a document or a passage has."""
    lines = []
    for n, payload in enumerate(PAYLOADS):
        common = {
            "doc_id": f"{n:03} {payload}".replace("\x00", ""),
            "title": f"{payload} title",
            "date": f"2024-01-{n % 28 + 1:02}",
            "place": f"{payload} place",
            "issuer": f"{payload} issuer",
            "author": f"{payload} author",
            "language": payload,
            "source_url": f"javascript:{payload}" if n % 3 else f"https://example.org/{n}?{payload}",
        }
        lines.append(
            {
                **common,
                "speaker": f"Reporter {payload}",
                "role": "reporter",
                "outlet": f"{payload} News",
                "kind": "question",
                "section": f"{payload} section",
                "text": f"wicked question {n} {payload}?",
            }
        )
        lines.append(
            {
                **common,
                "speaker": f"Minister {payload}",
                "role": f"{payload} Minister",
                "kind": "answer",
                "section": f"{payload} section",
                "text": f"wicked answer {n} {payload} and more",
            }
        )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
