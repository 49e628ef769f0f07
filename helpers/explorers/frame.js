// The page's half of an explorer: it shows the picture, and tells the kernel what the reader touches.
// One event is on its way at a time. What happens meanwhile waits, and only the newest of one kind is sent.
// While the reader rests, the kernel draws what the likely next touches would show: then the answer is there at once.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PLAY_MILLISECONDS = 700;
const CLICK_PIXELS = 6; // a hand that clicks moves a little
const REST_MILLISECONDS = 20; // without an event, before the kernel is asked what the next one would show

function make(tag, parent, properties = {}) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

// Events to the kernel, in order; the picture that answers one lets the next go. Until all are answered, the stage says
// that it is busy.
function line(model, view, stage) {
  const waiting = [];
  let sent = null, count = 0;
  const same = (a, b) => a.type === b.type && a.mark === b.mark && a.name === b.name && ["set", "point", "drag", "nudge"].includes(a.type);
  function go() {
    if (sent !== null) return;
    stage.setAttribute("aria-busy", waiting.length > 0);
    if (!waiting.length) return;
    sent = `${view}-${count++}`;
    model.send({ ...waiting.shift(), id: sent });
  }
  return {
    send(event) {
      const last = waiting.at(-1);
      if (last && same(last, event)) {
        if (event.type === "drag") event.points = last.points.concat(event.points);
        if (event.type === "nudge") event.by = event.by.map((steps, axis) => steps + last.by[axis]);
        waiting.pop();
      }
      waiting.push(event);
      go();
    },
    answered(id) { if (id === sent) { sent = null; go(); } },
    idle: () => sent === null && !waiting.length,
  };
}

const decimals = (step) => (String(step).split(".")[1] ?? "").length;
const written = (value, step) => Number(value).toFixed(decimals(step)).replace("-", "\u2212");

const MAKE = {
  Slider(control, parent, send) {
    const label = make("label", parent, { textContent: control.label });
    const { minimum: min, maximum: max, step } = control;
    const input = make("input", label, { type: "range", min, max, step });
    const output = make("output", label);
    const tell = () => { output.textContent = written(input.value, step); };
    const set = (value) => { input.value = value; tell(); send(Number(input.value)); };
    input.addEventListener("input", () => { tell(); send(Number(input.value)); });
    const stop = control.play ? player(label, input, set, Number(step)) : () => {};
    return {
      element: input, stop,
      show(value) { input.value = value; tell(); },
      limit(limits) {
        if ("minimum" in limits) input.min = limits.minimum;
        if ("maximum" in limits) input.max = limits.maximum;
      },
    };
  },
  Choice(control, parent, send) {
    const label = make("label", parent, { textContent: control.label });
    const select = make("select", label);
    for (const option of control.options) make("option", select, { value: option, textContent: option });
    select.addEventListener("change", () => send(select.value));
    return { element: select, show(value) { select.value = value; } };
  },
  Switch(control, parent, send) {
    if (control.button) {
      const button = make("button", parent, { type: "button", title: control.label });
      button.addEventListener("click", () => send(button.getAttribute("aria-pressed") !== "true"));
      return {
        element: button,
        show(value) { button.setAttribute("aria-pressed", value); button.textContent = control.button[value ? 1 : 0]; },
      };
    }
    const label = make("label", parent);
    const input = make("input", label, { type: "checkbox" });
    label.append(control.label);
    input.addEventListener("change", () => send(input.checked));
    return { element: input, show(value) { input.checked = value; } };
  },
  Field(control, parent, send) {
    const label = make("label", parent, { textContent: control.label });
    const input = make("input", label, { type: "text", size: control.width, spellcheck: false });
    let told = control.value;
    const tell = () => { if (input.value !== told) send(told = input.value); };
    input.addEventListener("change", tell);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") tell(); });
    // What is being typed is not overwritten by a picture that arrives meanwhile.
    const typing = () => document.activeElement === input && input.value !== told;
    return { element: input, show(value) { if (!typing()) input.value = told = value; } };
  },
  Button(control, parent, send) {
    const button = make("button", parent, { type: "button", textContent: control.label });
    button.addEventListener("click", () => send());
    return { element: button, show() {} };
  },
};

// Step back, play or pause, step forward. Returns what stops it.
function player(parent, input, set, step) {
  let timer = null;
  const button = (title, text, act) => {
    const made = make("button", parent, { type: "button", title, textContent: text });
    made.addEventListener("click", (event) => { event.preventDefault(); act(); });
    return made;
  };
  const move = (by) => set(Number(input.value) + by * step);
  const stop = () => { clearInterval(timer); timer = null; play.textContent = "\u25B6"; play.title = "play"; };
  button("one step back", "\u2039", () => move(-1));
  const play = button("play", "\u25B6", () => {
    if (timer !== null) return stop();
    if (Number(input.value) >= Number(input.max)) set(Number(input.min));
    play.textContent = "\u275A\u275A"; play.title = "pause";
    timer = setInterval(() => {
      if (Number(input.value) >= Number(input.max)) stop(); else move(1);
    }, PLAY_MILLISECONDS);
  });
  button("one step forward", "\u203A", () => move(1));
  return stop;
}

// The mark at a place: an element that stands for a grid of cells is asked for the cell.
function markAt(element, x, y) {
  if (!element) return "";
  const { mark, grid } = element.dataset;
  if (!grid) return mark;
  const box = element.getBoundingClientRect(), [rows, columns] = grid.split(" ").map(Number);
  const index = (part, count) => Math.min(Math.max(Math.floor(part * count), 0), count - 1);
  return `${mark}:${index((y - box.y) / box.height, rows)}:${index((x - box.x) / box.width, columns)}`;
}

// Where a mark stands on the page, and in what element.
function placeOf(stage, mark) {
  const [name, row, column] = mark.split(":");
  const element = stage.querySelector(`[data-mark="${CSS.escape(mark)}"]`) ?? stage.querySelector(`[data-mark="${CSS.escape(name)}"][data-grid]`);
  if (!element) return null;
  const box = element.getBoundingClientRect();
  if (!element.dataset.grid) return { element, x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const [rows, columns] = element.dataset.grid.split(" ").map(Number);
  return { element, x: box.x + ((+column + 0.5) / columns) * box.width, y: box.y + ((+row + 0.5) / rows) * box.height, width: box.width / columns, height: box.height / rows };
}

// The mark that lies next in a direction: in the same grid, else the nearest element, one of the same group first.
function neighbour(stage, mark, [dx, dy]) {
  const all = [...stage.querySelectorAll("[data-mark]:not([data-handle])")];
  const here = placeOf(stage, mark);
  if (!here) return all.length ? markAt(all[0], 0, 0) : "";
  if (here.element.dataset.grid) {
    const [x, y] = [here.x + dx * here.width, here.y + dy * here.height];
    const next = markAt(here.element, x, y);
    if (next !== mark) return next;
  }
  const group = mark.split(":")[0];
  let best = "", least = Infinity;
  for (const element of all) {
    if (element === here.element) continue;
    const box = element.getBoundingClientRect();
    const grid = Boolean(element.dataset.grid);
    // Of a grid the cell that is nearest, of another element the middle.
    const x = grid ? Math.min(Math.max(here.x, box.x + 1), box.right - 1) : box.x + box.width / 2;
    const y = grid ? Math.min(Math.max(here.y, box.y + 1), box.bottom - 1) : box.y + box.height / 2;
    const along = (x - here.x) * dx + (y - here.y) * dy, across = Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx);
    if (along < 1 || across > 2 * along) continue;
    const far = along + 2 * across + (element.dataset.mark.split(":")[0] === group ? 0 : 1e5);
    if (far < least) [best, least] = [markAt(element, x, y), far];
  }
  return best;
}

// A key's event on a handle: how many steps it goes right and down. From where, the kernel knows best.
const nudge = ({ dataset: { mark } }, arrow, steps = 1) => ({ type: "nudge", mark, by: arrow.map((way) => way * steps) });

// What the reader may do next: a step to a mark beside the one that is pointed at or selected, a step of the slider or
// of the handle that has the focus.
function likely(panel, stage, here) {
  const active = document.activeElement, arrows = Object.values(ARROWS), events = [];
  if (here && (stage.matches(":hover") || active === stage)) {
    const marks = new Set(arrows.map((arrow) => neighbour(stage, here, arrow)));
    for (const mark of marks) if (mark && mark !== here) events.push({ type: "point", mark });
  }
  if (panel.contains(active) && active.type === "range") {
    const { value, min, max, step, dataset: { control: name } } = active;
    for (const by of [1, -1]) {
      const next = Number((Number(value) + by * step).toFixed(decimals(step)));
      if (next >= Number(min) && next <= Number(max)) events.push({ type: "set", name, values: { [name]: next } });
    }
  }
  if (stage.contains(active) && "handle" in active.dataset) events.push(...arrows.map((arrow) => nudge(active, arrow)));
  return events;
}

// Pictures of what may come next, until anything comes. Returns how to begin anew, and how to take one.
function foresight(model, view, queue, events) {
  const ahead = new Map();
  let timer = null, count = 0;
  const forget = () => { clearTimeout(timer); ahead.clear(); count++; };
  const listen = (message) => {
    if (message.asked !== `${view}-${count}`) return; // of a picture that stands no more, or of another view
    ahead.set(JSON.stringify(message.event), message.picture);
  };
  model.on("msg:custom", listen);
  return {
    begin() {
      forget();
      timer = setTimeout(() => {
        const next = queue.idle() ? events() : [];
        if (next.length) model.send({ type: "foresee", id: `${view}-${count}`, events: next });
      }, REST_MILLISECONDS);
    },
    take(event) {
      const picture = queue.idle() ? ahead.get(JSON.stringify(event)) : undefined;
      forget();
      return picture;
    },
    end() { forget(); model.off("msg:custom", listen); },
  };
}

// Pointer and keys on the picture itself.
function touch(stage, queue, picture) {
  // asked: where the last key has led, for one that comes before the answer
  let held = null, pointed = null, pressed = null, asked = null, grip = [0, 0], start = [0, 0];
  const at = (event) => {
    const svg = stage.querySelector("svg");
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [point.x, point.y];
  };
  const marked = (event, what = "[data-mark]") => markAt(event.target.closest?.(what), event.clientX, event.clientY);
  stage.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-handle]");
    pressed = event.button ? null : marked(event);
    start = [event.clientX, event.clientY];
    if (!handle || event.button) return;
    held = handle.dataset.mark;
    grip = [0, 0];
    stage.setPointerCapture(event.pointerId);
    if (handle.dataset.handle === "ink") { event.preventDefault(); ink(stage, at(event), true); queue.send({ type: "drag", mark: held, points: [at(event)] }); }
    else {
      // A handle that is taken beside its middle does not jump there: what is told is where its middle moves to.
      const [x, y] = at(event);
      grip = [Number(handle.dataset.x) - x, Number(handle.dataset.y) - y];
      handle.focus();
    }
  });
  stage.addEventListener("pointermove", (event) => {
    if (held !== null) {
      const events = event.getCoalescedEvents?.() ?? [];
      const points = (events.length ? events : [event]).map(at).map(([x, y]) => [x + grip[0], y + grip[1]]);
      if (stage.querySelector(`[data-handle="ink"][data-mark="${held}"]`)) points.forEach((point) => ink(stage, point, false));
      queue.send({ type: "drag", mark: held, points });
      return;
    }
    const mark = marked(event, "[data-mark]:not([data-handle])");
    if (mark && mark !== pointed) { pointed = mark; queue.send({ type: "point", mark }); }
  });
  const release = () => { if (held !== null) queue.send({ type: "drop", mark: held }); held = pressed = null; };
  // The browser's own click is lost where the picture is replaced between press and release.
  stage.addEventListener("pointerup", (event) => {
    const mark = pressed, moved = Math.hypot(event.clientX - start[0], event.clientY - start[1]);
    release();
    if (mark !== null && moved < CLICK_PIXELS) queue.send({ type: "click", mark, point: at(event) });
  });
  stage.addEventListener("pointercancel", release);
  stage.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key], handle = event.target.closest?.("[data-handle]");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow && handle) {
      queue.send(nudge(handle, arrow, event.shiftKey ? 5 : 1));
    } else if (arrow) {
      const here = asked && !queue.idle() ? asked : picture().selected || pointed || "";
      const mark = neighbour(stage, here, arrow);
      if (mark) { pointed = null; asked = mark; queue.send({ type: "point", mark }); }
    } else if (event.key === "Enter" || event.key === " ") {
      queue.send({ type: "click", mark: handle?.dataset.mark ?? picture().selected, point: [null, null] });
    } else return;
    event.preventDefault();
  });
  return { mark: () => picture().selected || pointed || "" };
}

// Ink is drawn at once, without the kernel; the next picture holds the stroke itself.
function ink(stage, [x, y], first) {
  const surface = stage.querySelector('[data-handle="ink"]');
  if (!surface) return;
  let stroke = stage.querySelector(".explorer-ink:last-of-type");
  if (first || !stroke) {
    stroke = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    stroke.setAttribute("class", "explorer-ink");
    stroke.setAttribute("style", `${surface.dataset.ink};pointer-events:none`);
    surface.parentNode.append(stroke);
  }
  stroke.setAttribute("points", `${stroke.getAttribute("points") ?? ""} ${x},${y}`);
}

// JupyterLab takes arrows, Enter and letters for itself unless the element that has the focus tells it not to.
// Shift + Enter, Escape and all that goes with Ctrl stay the notebook's.
function keepKeys(root) {
  const mine = (event) => !(event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter")) && event.key !== "Escape";
  const listen = (event) => {
    if (root.contains(event.target)) event.target.toggleAttribute("data-lm-suppress-shortcuts", mine(event));
  };
  window.addEventListener("keydown", listen, true);
  return () => window.removeEventListener("keydown", listen, true);
}

// A still of the same picture stands in the output before this one, for pages without a kernel.
function hideStill(el) {
  const before = el.closest(".jp-OutputArea-child")?.previousElementSibling;
  if (before?.querySelector(".jp-RenderedImage img")) before.style.display = "none";
}

function render({ model, el }) {
  const root = make("div", el, { className: "explorer" });
  const view = Math.random().toString(36).slice(2);
  const panel = make("div", root, { className: "explorer-controls" });
  const stage = make("div", root, { className: "explorer-stage", tabIndex: 0 });
  const queue = line(model, view, stage);
  const sentence = make("div", root, { className: "explorer-sentence" });
  sentence.setAttribute("aria-live", "polite");
  stage.setAttribute("role", "application");
  let shown = { svg: "" };
  const controls = new Map();
  const ahead = foresight(model, view, queue, () => likely(panel, stage, pointer.mark()));
  const send = (event) => {
    const picture = ahead.take(event);
    queue.send(event);
    if (picture) show(picture, true);
  };
  for (const control of model.get("controls")) {
    const { kind, name } = control;
    const tell = kind === "Button" ? () => send({ type: "press", name }) : (value) => send({ type: "set", name, values: { [name]: value } });
    const made = MAKE[kind](control, panel, tell);
    made.element.dataset.control = name;
    made.element.addEventListener("focus", ahead.begin);
    controls.set(name, made);
  }
  const pointer = touch(stage, { send, idle: queue.idle }, () => shown);
  stage.addEventListener("focusin", ahead.begin);
  function paint(picture) {
    const focused = stage.contains(document.activeElement) && document.activeElement.dataset.mark;
    stage.innerHTML = picture.svg;
    if (focused) stage.querySelector(`[data-mark="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    stage.setAttribute("aria-label", `${model.get("title")}. ${picture.sentence}`);
    if (sentence.textContent !== picture.sentence) sentence.textContent = picture.sentence;
    sentence.classList.toggle("problem", picture.problem);
    sentence.setAttribute("role", picture.problem ? "alert" : "status");
  }
  // foreseen: the picture was drawn before the event, whose own answer is on its way.
  function show(picture, foreseen = false) {
    const asForeseen = shown.foreseen && picture.svg === shown.svg && picture.sentence === shown.sentence;
    if (!asForeseen) paint(picture);
    shown = { ...picture, foreseen };
    queue.answered(picture.answered);
    for (const [name, limits] of Object.entries(picture.limits)) {
      controls.get(name).limit?.(limits);
      if ("disabled" in limits) controls.get(name).element.disabled = limits.disabled;
    }
    // A control that the reader is moving is ahead of the kernel. What was refused goes back to what the picture shows,
    // but for a text: a text that cannot be read stays, to be mended.
    if (queue.idle() || foreseen) for (const [name, value] of Object.entries(picture.values)) {
      const control = controls.get(name);
      if (!picture.problem || control.element.type !== "text") control.show(value);
    }
    if (picture.answered === "moved") requestAnimationFrame(() => model.send({ type: "shown" }));
    else if (queue.idle()) ahead.begin();
  }
  const changed = () => show(model.get("picture"));
  changed();
  for (const [name, value] of Object.entries(model.get("picture").values)) controls.get(name).show(value);
  model.on("change:picture", changed);
  const restoreKeys = keepKeys(root);
  requestAnimationFrame(() => hideStill(el));
  return () => {
    model.off("change:picture", changed);
    ahead.end();
    restoreKeys();
    for (const control of controls.values()) control.stop?.();
  };
}

export default { render };
