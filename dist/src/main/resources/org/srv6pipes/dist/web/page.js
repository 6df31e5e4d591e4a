// One picture of hosts, links and flows, drawn anew from each event that the server sends.

const SVG = "http://www.w3.org/2000/svg";
const COLOURS = 4;
const SPANS = [30, 60, 120, 300]; // seconds that the chart may show
const at = (id) => document.getElementById(id);

const view = {
  scene: null, // what came last
  chosen: [], // keys of the flows on the map, the last one tells its life
  asked: false, // whether somebody has chosen, or we did for them
  earlier: new Map(), // bytes of each flow when the scene before came
  rates: new Map(), // bits per second of each flow
  proxies: new Set(), // nodes that ever had one
  history: new Map(), // of each proxy: [time, bits per second]
  ends: new Map(), // why flows ended, by node
  sums: new Map(), // of each proxy: bytes when the scene before came
};

// ---- numbers for people

function scaled(value, units, step) {
  let unit = 0;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  return (value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)) + " " + units[unit];
}
const bytes = (n) => scaled(n, ["B", "KiB", "MiB", "GiB", "TiB"], 1024);
const bits = (n) => scaled(n, ["b/s", "kb/s", "Mb/s", "Gb/s"], 1000);
const percent = (part, whole) => (whole > 0 ? Math.round((100 * part) / whole) + " %" : "–");

// ---- elements: nothing is ever made from text that came from the network

function html(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// ---- flows

const keyOf = (flow) => flow.client + " " + flow.server;
const first = (flow) => flow.hops[0];
const passed = (flow) => first(flow).forward["bytes-in"] + first(flow).return["bytes-in"];
const namesOf = (direction) => direction.functions.map((f) => f.name);
const chainOf = (flow) => flow.hops.flatMap((hop) => namesOf(hop.forward)).join(" | ") || "nothing but passing on";

function measure(scene) {
  const seconds = view.scene ? (scene.time - view.scene.time) / 1000 : 0;
  const now = new Map();
  for (const flow of scene.flows) {
    const key = keyOf(flow);
    const sum = passed(flow);
    const before = view.earlier.get(key);
    view.rates.set(key, seconds > 0 && before !== undefined ? (8 * (sum - before)) / seconds : view.rates.get(key) ?? 0);
    now.set(key, sum);
  }
  view.earlier = now;
  for (const key of view.rates.keys()) if (!now.has(key)) view.rates.delete(key);
  for (const node of scene.nodes.filter((it) => it.proxy)) {
    view.proxies.add(node.id);
    const sum = node.proxy.bytes["forward-in"] + node.proxy.bytes["return-in"];
    const before = view.sums.get(node.id);
    if (seconds > 0 && before !== undefined) {
      const points = view.history.get(node.id) ?? [];
      points.push([scene.time, Math.max(0, (8 * (sum - before)) / seconds)]);
      view.history.set(node.id, points.filter(([time]) => scene.time - time < 1000 * SPANS.at(-1)));
    }
    view.sums.set(node.id, sum);
  }
}

function choose(key) {
  view.asked = true;
  const index = view.chosen.indexOf(key);
  if (index >= 0) view.chosen.splice(index, 1);
  else view.chosen.push(key);
  if (view.chosen.length > COLOURS) view.chosen.shift();
  draw();
}

/** Before anybody has chosen, the busiest flow is on the map, so that there is a way to see. */
function chooseForThem(scene) {
  if (view.asked || scene.flows.length === 0) return;
  const present = new Set(scene.flows.map(keyOf));
  if (view.chosen.some((key) => present.has(key))) return;
  const busiest = scene.flows.reduce((a, b) => ((view.rates.get(keyOf(a)) ?? 0) >= (view.rates.get(keyOf(b)) ?? 0) ? a : b));
  view.chosen = [keyOf(busiest)];
}

// ---- the map

/** Columns by distance from the first host; on a narrow screen the picture stands upright. */
function places(scene) {
  const beside = new Map(scene.nodes.map((node) => [node.id, []]));
  for (const { a, b } of scene.links) {
    beside.get(a)?.push(b);
    beside.get(b)?.push(a);
  }
  for (const { path } of scene.flows) {
    path.slice(1).forEach((b, i) => { // between what two hosts see there may be what nobody shows
      beside.get(path[i])?.push(b);
      beside.get(b)?.push(path[i]);
    });
  }
  const start = scene.nodes.find((node) => node.beyond)?.id ?? scene.nodes[0]?.id;
  const distance = new Map([[start, 0]]);
  const queue = [start];
  while (queue.length > 0) {
    const node = queue.shift();
    for (const next of beside.get(node) ?? []) {
      if (!distance.has(next)) {
        distance.set(next, distance.get(node) + 1);
        queue.push(next);
      }
    }
  }
  const columns = [];
  for (const { id } of scene.nodes) {
    const column = distance.get(id) ?? 0;
    (columns[column] ??= []).push(id);
  }
  const upright = window.innerWidth <= 760;
  const tallest = Math.max(...columns.map((column) => column?.length ?? 0));
  const along = upright ? 150 : 250;
  const across = upright ? 230 : 165;
  const long = Math.max(1, columns.length - 1) * along;
  const wide = Math.max(0, tallest - 1) * across;
  const spots = new Map();
  columns.forEach((column, i) =>
    column.forEach((id, j) => {
      const across0 = wide / 2 + (j - (column.length - 1) / 2) * across;
      spots.set(id, upright ? { x: across0, y: i * along } : { x: i * along, y: across0 });
    }));
  const margin = upright ? { x: 100, y: 45 } : { x: 85, y: 62 };
  const width = (upright ? wide : long) + 2 * margin.x;
  const height = (upright ? long : wide) + 2 * margin.y;
  return { spots, upright, box: `${-margin.x} ${-margin.y} ${width} ${height}` };
}

function levelOf(load, capacity) {
  if (load < 1000) return "idle";
  if (capacity === 0) return "low";
  const share = load / capacity;
  return share >= 0.85 ? "full" : share >= 0.5 ? "half" : "low";
}

const widthOf = (load, capacity, most) => 3 + 8 * Math.min(1, load / (capacity || Math.max(most, 1e6)));

function lane(from, to, load, link, most) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const side = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
  const moved = (spot, by) => ({ x: spot.x + side.x * by, y: spot.y + side.y * by });
  const [begin, end] = [moved(from, 8), moved(to, 8)];
  const text = link.capacity ? percent(load, link.capacity) : bits(load);
  const level = `level-${levelOf(load, link.capacity)}`;
  const width = widthOf(load, link.capacity, most);
  const tip = { x: begin.x + (end.x - begin.x) * 0.64, y: begin.y + (end.y - begin.y) * 0.64 };
  const turn = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  const label = moved({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, 24 + Math.abs(side.x) * 4 * text.length);
  return [
    svg("line", { class: `lane ${level}`, x1: begin.x, y1: begin.y, x2: end.x, y2: end.y, "stroke-width": width },
      svg("title", {}, `${link.from} to ${link.to}: ${bits(load)}`)),
    svg("path", { class: `arrow ${level}`, d: `M 9 0 L -5 ${5 + width / 2} L -5 ${-5 - width / 2} Z`,
      transform: `translate(${tip.x} ${tip.y}) rotate(${turn})` }),
    svg("text", { class: `load ${level}`, x: label.x, y: label.y + 4, "data-link": `${link.from}>${link.to}`, "data-load": load }, text),
  ];
}

function wayOf(flow, colour, { spots, upright }, index) {
  const shift = (index - 0.5) * 5;
  const [right, down] = upright ? [shift, 0] : [0, shift];
  const points = flow.path.filter((id) => spots.has(id)).map((id) => `${spots.get(id).x + right},${spots.get(id).y + down}`);
  return svg("polyline", { class: `way flow-${colour}`, points: points.join(" "), "data-path": flow.path.join(" ") },
    svg("title", {}, `${flow.client} to ${flow.server}`));
}

function boxOf(node, spot, functions) {
  const gone = !node.up || (view.proxies.has(node.id) && !node.proxy);
  const kind = gone ? "gone" : node.proxy ? "proxy" : node.beyond ? "beyond" : "";
  const detail = !node.up ? node.why
    : gone ? "the proxy is gone"
    : node.proxy ? (node.proxy.state === "draining" ? "draining" : functions || node.proxy.prefixes[0])
    : node.beyond ? "beyond" : "";
  const short = detail.length > 22 ? detail.slice(0, 21) + "…" : detail;
  return svg("g", { class: `node ${kind}`, "data-node": node.id, transform: `translate(${spot.x} ${spot.y})` },
    svg("title", {}, `${node.id} ${detail}`),
    svg("rect", { x: -72, y: -29, width: 144, height: 58, rx: 12 }),
    svg("text", { class: "name", y: short ? -3 : 5 }, node.id),
    svg("text", { class: "small", y: 17 }, short));
}

function drawMap(scene) {
  const layout = places(scene);
  const { spots } = layout;
  const map = at("map");
  map.setAttribute("viewBox", layout.box);
  const most = Math.max(...scene.links.flatMap((link) => [link.ab, link.ba]), 0);
  const lanes = scene.links.filter((link) => spots.has(link.a) && spots.has(link.b)).flatMap((link) => [
    ...lane(spots.get(link.a), spots.get(link.b), link.ab, { ...link, from: link.a, to: link.b }, most),
    ...lane(spots.get(link.b), spots.get(link.a), link.ba, { ...link, from: link.b, to: link.a }, most),
  ]);
  const chosen = chosenFlows(scene);
  const ways = chosen.map(({ flow, colour }, i) => wayOf(flow, colour, layout, i));
  const nodes = scene.nodes.filter((node) => spots.has(node.id)).map((node) => {
    const hop = chosen.at(-1)?.flow.hops.find((it) => it.node === node.id);
    return boxOf(node, spots.get(node.id), hop ? namesOf(hop.forward).join(" | ") : "");
  });
  map.replaceChildren(at("map-title") ?? svg("title", { id: "map-title" }, "Hosts, links and their load"),
    ...lanes.filter((it) => it.tagName !== "text"), ...ways, ...lanes.filter((it) => it.tagName === "text"), ...nodes);
}

function chosenFlows(scene) {
  return view.chosen
    .map((key, colour) => ({ flow: scene.flows.find((flow) => keyOf(flow) === key), colour }))
    .filter((it) => it.flow);
}

// ---- the list

function drawList(scene) {
  const list = at("flows");
  const focused = document.activeElement?.dataset?.key;
  const sorted = [...scene.flows].sort((a, b) =>
    (view.rates.get(keyOf(b)) ?? 0) - (view.rates.get(keyOf(a)) ?? 0) || passed(b) - passed(a));
  list.replaceChildren(...sorted.map((flow) => {
    const key = keyOf(flow);
    const colour = view.chosen.indexOf(key);
    const button = html("button", colour >= 0 ? `flow-${colour}` : "",
      html("span", "who", `${flow.client} → ${flow.server}`),
      html("span", "rate", bits(view.rates.get(key) ?? 0)),
      html("span", "sum", bytes(passed(flow))),
      html("span", "what", chainOf(flow)));
    button.type = "button";
    button.dataset.key = key;
    button.setAttribute("aria-pressed", String(colour >= 0));
    button.addEventListener("click", () => choose(key));
    return html("li", "", button);
  }));
  if (focused) [...list.querySelectorAll("button")].find((it) => it.dataset.key === focused)?.focus();
  const left = scene.matching - scene.flows.length;
  at("count").textContent = left > 0 ? `${scene.flows.length} of ${scene.matching}` : `${scene.flows.length}`;
}

// ---- a flow's life

const ms = (n) => (n < 1000 ? `${n} ms` : n < 120000 ? `${(n / 1000).toFixed(0)} s` : `${(n / 60000).toFixed(0)} min`);

function bar(label, before, after, text) {
  const whole = Math.max(before, after, 1);
  const picture = svg("svg", { viewBox: "0 0 100 18", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "in", x: 0, y: 1, width: (100 * before) / whole, height: 7, rx: 1 }),
    svg("rect", { class: "out", x: 0, y: 10, width: (100 * after) / whole, height: 7, rx: 1 }));
  const name = html("span", "label", label);
  name.title = label;
  return html("div", "bar", name, picture, html("span", "text", text, " ", html("b", "", percent(after, before))));
}

const effect = (f) => bar(f.name, f["bytes-in"], f["bytes-out"], `${bytes(f["bytes-in"])} → ${bytes(f["bytes-out"])}`);

function leg(name, it) {
  return it ? `${name}: round trip ${(it["rtt-us"] / 1000).toFixed(1)} ms, ${it.retransmissions} sent again` : "";
}

function chapter(hop) {
  const connected = hop["connect-ms"] === undefined ? "connecting onward" : `onward connection after ${ms(hop["connect-ms"])}`;
  const legs = [leg("to the client", hop["client-leg"]), leg("to the server", hop["server-leg"])].filter(Boolean).join("; ");
  const item = html("li", "", html("b", "", hop.node), ` took it ${ms(hop.ms)} ago as flow ${hop.flow}, ${connected}; ${hop.state}.`);
  for (const [name, direction] of [["forward", hop.forward], ["return", hop.return]]) {
    if (direction.functions.length > 0) {
      item.append(html("div", "dim", name, " ", html("code", "", direction.sids.join(", "))), ...direction.functions.map(effect));
    } else {
      item.append(html("div", "dim", `${name}: ${bytes(direction["bytes-in"])} by ${direction.carrier}`));
    }
  }
  if (legs) item.append(html("div", "dim", legs));
  return item;
}

function drawLife(scene) {
  const key = view.chosen.at(-1);
  const told = chosenFlows(scene).at(-1);
  const story = at("story");
  if (!key) return story.replaceChildren(html("p", "dim", "Choose a flow."));
  if (!told || keyOf(told.flow) !== key) {
    const ends = scene.ended.filter((it) => keyOf(it) === key);
    ends.forEach((it) => view.ends.set(key, { ...view.ends.get(key), [it.node]: it.why }));
    const whys = Object.entries(view.ends.get(key) ?? {});
    return story.replaceChildren(
      html("p", "over", `${key.replace(" ", " → ")} ${whys.length > 0 ? "has ended." : "is not there any more, or does not match the search."}`),
      ...whys.map(([node, why]) => html("p", "", html("b", "", node), `: ${why}.`)));
  }
  const { flow, colour } = told;
  story.replaceChildren(
    html("p", "dim", `${flow.client} → ${flow.server}: ${flow.path.join(" – ")}`),
    html("ol", `flow-${colour}`, ...flow.hops.map(chapter)));
}

// ---- functions and rates

function drawFunctions(scene) {
  const used = scene.functions.filter((f) => f["bytes-in"] > 0);
  at("functions").replaceChildren(...(used.length === 0 ? [html("p", "dim", "No byte has passed a function yet.")]
    : used.map((f) => bar(`${f.node} ${f.name} ${f.direction === "return" ? "←" : "→"}`, f["bytes-in"], f["bytes-out"],
      `${bytes(f["bytes-in"])} → ${bytes(f["bytes-out"])}`))));
}

/** The next number that is easy to halve and to read. */
function rounded(number) {
  const power = 10 ** Math.floor(Math.log10(number));
  return power * [1, 2, 5, 10].find((it) => it * power >= number);
}

function drawChart(scene) {
  const chart = at("chart");
  const width = chart.clientWidth || 400;
  const height = 190;
  const lines = [...view.history.entries()];
  const most = rounded(Math.max(1e5, ...lines.flatMap(([, points]) => points.map(([, rate]) => rate))));
  const oldest = Math.max(0, ...lines.flatMap(([, points]) => points.slice(0, 1).map(([time]) => scene.time - time)));
  const span = 1000 * (SPANS.find((it) => 1000 * it >= oldest) ?? SPANS.at(-1));
  const x = (time) => 4 + (width - 8) * (1 - (scene.time - time) / span);
  const y = (rate) => height - 20 - (height - 38) * (rate / most);
  const grid = [0, 0.5, 1].flatMap((share) => [
    svg("line", { class: "grid", x1: 0, x2: width, y1: y(share * most), y2: y(share * most) }),
    svg("text", { x: 4, y: y(share * most) - 4 }, share === 0 ? `${ms(span)} ago` : bits(share * most))]);
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.replaceChildren(...grid, ...lines.map(([, points], i) =>
    svg("polyline", { class: `flow-${i % COLOURS}`, points: points.map(([time, rate]) => `${x(time)},${y(rate)}`).join(" ") })));
  at("chart-legend").replaceChildren(...lines.map(([node, points], i) =>
    html("span", `flow-${i % COLOURS}`, `${node} ${points.length > 0 && scene.time - points.at(-1)[0] < 3000 ? bits(points.at(-1)[1]) : "–"}`)));
}

// ---- all of it

function draw() {
  const scene = view.scene;
  if (!scene) return;
  at("title").textContent = scene.title;
  document.title = `srv6pipes ${scene.title}`;
  drawMap(scene);
  drawList(scene);
  drawLife(scene);
  drawFunctions(scene);
  drawChart(scene);
}

function tell(text, kind) {
  const state = at("state");
  if (state.textContent !== text) state.textContent = text;
  state.className = kind;
}

let events;
function listen() {
  events?.close();
  const match = at("search").value.trim();
  events = new EventSource("/events" + (match ? "?match=" + encodeURIComponent(match) : ""));
  events.onmessage = (event) => {
    const scene = JSON.parse(event.data);
    measure(scene);
    view.scene = scene;
    chooseForThem(scene);
    tell("live", "live");
    draw();
  };
  events.onerror = () => tell("not connected: what is shown is old", "lost");
}

let typing;
at("search").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(listen, 250);
});

document.addEventListener("keydown", (event) => {
  const search = at("search");
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape") {
    if (search.value) {
      search.value = "";
      listen();
    }
    view.asked = true;
    view.chosen = [];
    draw();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const rows = [...at("flows").querySelectorAll("button")];
    const here = rows.indexOf(document.activeElement);
    if (document.activeElement === search || here >= 0) {
      event.preventDefault();
      rows[Math.max(0, Math.min(rows.length - 1, here + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
    }
  }
});

at("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
window.addEventListener("resize", draw);

at("legend").replaceChildren(...[["idle", "nothing"], ["low", "below half"], ["half", "half full"], ["full", "above 85 %"]].map(([level, text]) => {
  const swatch = html("span", `level-${level}`, html("i"));
  swatch.append(text);
  return swatch;
}));
listen();
