// Looks at the page as a person would, says what it sees on standard output, and goes on when it is told to.
//   node page.mjs FOLDER-OF-PLAYWRIGHT URL FOLDER-FOR-PICTURES
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [packages, url, pictures] = process.argv.slice(2);
const { chromium } = createRequire(packages + "/")("playwright-core");
const said = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (what, value = "") => console.log(`${what} ${value}`);
const told = async () => (await said.next()).value;

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const faults = [];

async function open(options) {
  const page = await browser.newPage(options);
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => request.url().startsWith(url) || faults.push("loaded from elsewhere: " + request.url()));
  await page.goto(url);
  return page;
}

const way = (page, by) => page.waitForSelector(`.way[data-path="client p1 ${by} p2 server"]`, { state: "attached", timeout: 30000 });
const picture = (page, name) => page.screenshot({ path: `${pictures}/${name}.jpg`, type: "jpeg", quality: 62, fullPage: true });

const desk = await open({ viewport: { width: 1280, height: 1180 }, colorScheme: "dark", reducedMotion: "reduce" });
await way(desk, "north");
say("north");

await told();
const shown = () => desk.evaluate(() => document.querySelector('[data-link="client>p1"]').dataset.load);
async function next() {
  const before = await shown();
  await desk.waitForFunction((load) => document.querySelector('[data-link="client>p1"]').dataset.load !== load, before, { timeout: 10000, polling: 50 });
  return Number(await shown());
}
do {
  await next();
  say("begin");
  const loads = [];
  for (let i = 0; i < 12; i++) loads.push(await next());
  say("load", Math.round(loads.reduce((a, b) => a + b) / loads.length));
} while (await told() === "again");
const phone = await open({ viewport: { width: 390, height: 844 }, colorScheme: "light", isMobile: true, reducedMotion: "reduce" });

await desk.keyboard.press("/");
await desk.keyboard.type("no such flow");
await desk.waitForFunction(() => document.querySelectorAll("#flows li").length === 0, null, { timeout: 10000 });
await desk.keyboard.press("Escape");
await desk.waitForFunction(() => document.querySelectorAll("#flows li").length >= 2, null, { timeout: 10000 });
await desk.keyboard.press("ArrowDown");
await desk.keyboard.press("Enter");
await desk.waitForSelector("#story li b", { timeout: 10000 });
await desk.waitForSelector("#functions .bar", { timeout: 10000 });
say("found");

// As many rows as are ever shown, of a thousand flows.
const scene = await desk.evaluate(() => new Promise((done) => {
  const events = new EventSource("/events");
  events.onmessage = (event) => {
    events.close();
    done(JSON.parse(event.data));
  };
}));
const flows = Array.from({ length: 200 }, (_, i) => ({ ...scene.flows[i % scene.flows.length], client: `[2001:db8:1::2]:${20000 + i}` }));
const event = (i) => "data: " + JSON.stringify({ ...scene, flows, matching: 1000, time: scene.time + 1000 * i }) + "\n\n";
const crowd = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await crowd.route("**/events*", (route) => route.fulfill({ contentType: "text/event-stream", body: event(0) + event(1) + event(2) }));
await crowd.goto(url);
await crowd.waitForFunction(() => document.querySelectorAll("#flows li").length === 200, null, { timeout: 20000 });
const began = performance.now();
await crowd.keyboard.press("/");
await crowd.keyboard.press("ArrowDown");
await crowd.keyboard.press("ArrowDown");
await crowd.keyboard.press("Enter"); // besides the first one, which is drawn for whoever has not chosen
await crowd.waitForFunction(() => document.querySelectorAll('#flows button[aria-pressed="true"]').length > 1, null, { timeout: 20000 });
say("responsive", Math.round(performance.now() - began));
await crowd.close();

await told(); // the route has changed
await way(desk, "south");
await picture(desk, "desktop-dark");
await desk.emulateMedia({ colorScheme: "light" });
await picture(desk, "desktop-light");
await way(phone, "south");
await phone.waitForFunction(() => document.querySelector("#chart polyline").points.length >= 8, null, { timeout: 20000 });
await picture(phone, "phone-light");
await phone.emulateMedia({ colorScheme: "dark" });
await picture(phone, "phone-dark");
const wide = await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
say("south", wide);

await told(); // a proxy was killed
await desk.waitForSelector('.node.gone[data-node="p2"]', { timeout: 30000 });
await picture(desk, "proxy-gone");
say("gone");
await browser.close();
faults.forEach((fault) => say("fault", fault));
say("end");
