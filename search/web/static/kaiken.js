// kaiken in a browser. Everything here is a convenience: without it the same pages work by links and forms.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  // ---- announcements: the count, read out when results change in place
  const announce = () => {
    const count = $("count");
    if (count) $("announce").textContent = count.textContent.trim();
  };

  // ---- completion: a combobox as in the ARIA authoring practices
  let offered = [], active = -1, asked = "", timer = 0, wanted = null;
  const closeOffers = () => {
    const list = $("offers"), box = $("q");
    offered = []; active = -1;
    if (!list) return;
    list.hidden = true;
    list.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const showOffers = (found) => {
    const list = $("offers"), box = $("q");
    closeOffers();
    if (!found.length || document.activeElement !== box) return;
    offered = found;
    list.replaceChildren(...found.map((one, n) => {
      const item = document.createElement("li");
      item.id = `offer-${n}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const value = document.createElement("span"), kind = document.createElement("small");
      value.textContent = one.value;
      kind.textContent = one.what;
      item.append(value, " ", kind);
      return item;
    }));
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
  };
  const choose = (n) => {
    const items = $("offers").children;
    if (active >= 0) items[active].setAttribute("aria-selected", "false");
    active = (n + items.length) % items.length;
    items[active].setAttribute("aria-selected", "true");
    items[active].scrollIntoView({ block: "nearest" });
    $("q").setAttribute("aria-activedescendant", items[active].id);
  };
  const take = (n) => {
    const box = $("q"), one = offered[n];
    const before = [...box.value].slice(0, one.start).join(""), after = [...box.value].slice(one.end).join("");
    const space = after.startsWith(" ") || !after ? "" : " ";
    box.value = before + one.insert + space + after;
    const at = (before + one.insert).length;
    box.setSelectionRange(at, at);
    closeOffers();
  };
  const complete = async () => {
    const box = $("q");
    const at = [...box.value.slice(0, box.selectionStart)].length;
    const address = `/complete?${new URLSearchParams({ q: box.value, at })}`;
    if (address === asked) return;
    asked = address;
    wanted?.abort();
    wanted = new AbortController();
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: wanted.signal });
      if (answer.ok && asked === address) showOffers((await answer.json()).completions);
    } catch { /* a newer one is on its way, or the server is gone: nothing to offer */ }
  };
  document.addEventListener("input", (event) => {
    if (event.target.id !== "q") return;
    clearTimeout(timer);
    timer = setTimeout(complete, 90);
  });
  document.addEventListener("focusout", (event) => { if (event.target.id === "q") { asked = ""; setTimeout(closeOffers, 150); } });
  document.addEventListener("mousedown", (event) => {
    const item = event.target.closest("#offers li");
    if (!item) return;
    event.preventDefault();
    take([...item.parentNode.children].indexOf(item));
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "q" || event.isComposing) return;
    if (event.key === "Escape") { event.preventDefault(); closeOffers(); return; } // a search field would be emptied
    if (!offered.length) { if (event.key === "ArrowDown") { asked = ""; complete(); } return; }
    if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp") choose(active - 1 < 0 && active !== 0 ? -1 : active - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && active >= 0) take(active);
    else return;
    event.preventDefault();
  });

  // ---- keys: / to the box, j and k to the next and previous result or match
  let keys = localStorage.getItem("kaiken-keys") !== "off";
  const showKeys = () => {
    const button = $("keys");
    button.hidden = false;
    button.setAttribute("aria-pressed", String(keys));
    button.textContent = `Single-key shortcuts: ${keys ? "on" : "off"}`;
  };
  const places = () => [...document.querySelectorAll(".hit, .paragraph.match")];
  let current = null;
  const step = (by) => {
    const all = places();
    if (!all.length) return;
    let at = all.indexOf(current?.isConnected ? current : document.querySelector(".hit:target, .paragraph.match:target"));
    if (at < 0) at = by > 0 ? -1 : all.length;
    go(all[(at + by + all.length) % all.length]);
  };
  const go = (place) => {
    current?.classList.remove("current");
    current = place;
    place.classList.add("current");
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
    showPlace();
    if (place.dataset.match) history.replaceState(history.state, "", `#${place.id}`);
  };
  const showPlace = () => {
    const label = $("at"), all = document.querySelectorAll(".paragraph.match");
    if (!label || !all.length || !current?.dataset.match) return;
    label.textContent = `Match ${current.dataset.match} of ${all.length}`;
    $("announce").textContent = label.textContent;
  };
  document.addEventListener("keydown", (event) => {
    if (!keys || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") { event.preventDefault(); $("q")?.focus(); $("q")?.select(); if (!$("q")) location.href = "/"; }
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });
  document.addEventListener("click", async (event) => {
    const target = event.target.closest("button, a");
    if (!target) return;
    if (target.id === "next") step(1);
    else if (target.id === "previous") step(-1);
    else if (target.id === "keys") {
      keys = !keys;
      localStorage.setItem("kaiken-keys", keys ? "on" : "off");
      showKeys();
    } else if (target.dataset.copy) {
      const text = $(target.dataset.copy).textContent;
      try { await navigator.clipboard.writeText(text); } catch { select($(target.dataset.copy)); document.execCommand("copy"); }
      target.textContent = "Copied";
      $("announce").textContent = "Copied";
      setTimeout(() => { target.textContent = "Copy"; }, 2000);
    }
  });
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  // ---- the chart: drag over it to choose dates, or click a bar
  let from = null;
  const barAt = (event) => {
    const chart = $("chart"), box = chart.getBoundingClientRect();
    const bars = chart.querySelectorAll(".bar");
    const at = Math.floor((event.clientX - box.left) / box.width * bars.length);
    return bars[Math.min(Math.max(at, 0), bars.length - 1)];
  };
  const brush = (a, b) => {
    const [first, last] = +a.getAttribute("x") <= +b.getAttribute("x") ? [a, b] : [b, a];
    const x = +first.getAttribute("x"), end = +last.getAttribute("x") + +last.getAttribute("width");
    $("brush").setAttribute("x", x);
    $("brush").setAttribute("width", end - x);
    return [first.dataset.at, last.dataset.at];
  };
  document.addEventListener("pointerdown", (event) => {
    if (event.button || !event.target.closest?.("#chart")) return;
    from = barAt(event);
    $("chart").setPointerCapture(event.pointerId);
    brush(from, from);
  });
  document.addEventListener("pointermove", (event) => {
    if (!event.target.closest?.("#chart")) return;
    const bar = barAt(event);
    const count = +bar.dataset.count;
    let label = `${bar.dataset.at}: ${count.toLocaleString("en")}`;
    if (from) { const [a, b] = brush(from, bar); label = a === b ? a : `${a} to ${b}`; }
    $("bar").textContent = label;
  });
  document.addEventListener("pointerup", (event) => {
    if (!from) return;
    const [first, last] = brush(from, barAt(event));
    from = null;
    $("from").value = first;
    $("to").value = last;
    $("ask").requestSubmit();
  });
  document.addEventListener("pointercancel", () => { from = null; $("brush")?.setAttribute("width", 0); });

  // ---- citing a selection: which characters of which passages, sent to the server
  const characters = (container, node, offset) => {
    const range = document.createRange();
    range.selectNodeContents(container);
    range.setEnd(node, offset);
    return [...range.toString()].length;
  };
  const end = (node, offset, isStart) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    const paragraph = element?.closest(".paragraph");
    const said = paragraph?.querySelector(".said");
    if (!said) return null;
    const inside = said.contains(node);
    return { id: paragraph.dataset.id, at: inside ? characters(said, node, offset) : isStart ? 0 : [...said.textContent].length };
  };
  document.addEventListener("selectionchange", () => {
    const panel = $("selected");
    if (!panel) return;
    const selection = getSelection();
    panel.hidden = true;
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const first = end(range.startContainer, range.startOffset, true), last = end(range.endContainer, range.endOffset, false);
    if (!first || !last || !selection.toString().trim()) return;
    const address = new URLSearchParams({ id: first.id, start: first.at, to: last.id, end: last.at });
    $("cite-selection").href = `/cite?${address}`;
    panel.hidden = false;
  });

  // ---- what must be done again when a part of the page was replaced
  const ready = () => {
    showKeys();
    if ($("next") && places().length) { $("next").hidden = $("previous").hidden = false; }
    const target = document.querySelector(".paragraph.match:target");
    if (target) { current = target; showPlace(); }
  };
  document.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.formData;
    for (const [name, value] of [...sent.entries()]) if (value === "") sent.delete(name);
    closeOffers();
  });
  document.addEventListener("htmx:afterSettle", () => { ready(); announce(); });
  document.addEventListener("htmx:historyRestore", ready);
  ready();
})();
