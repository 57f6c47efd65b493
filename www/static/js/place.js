/*
 * The preview of the placement page: draws the page with pdf.js, shows the
 * box where the form's fields say it is, and writes the fields when the box
 * is moved. The form works without.
 *
 * Points are those of the contract: from the lower left corner of the page
 * as it is shown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
import * as pdfjs from "/static/vendor/pdfjs/pdf.js";

const VENDOR = "/static/vendor/pdfjs/";
const MARGIN = 28.35;
const SIZE = { width: 128, height: 46 }; /* as the words like */
const LEAST = 12;

const preview = document.getElementById("preview");
const viewer = preview.querySelector(".fern-viewer");
const sheet = document.getElementById("sheet");
const canvas = document.getElementById("canvas");
const box = document.getElementById("box");
const live = document.getElementById("live");
const now = document.getElementById("page-now");
const form = document.getElementById("place");
const pageField = document.getElementById("page");
const manual = document.getElementById("manual");
const fields = Object.fromEntries(["x", "y", "width", "height"]
	.map(name => [name, document.getElementById(name)]));

let file;           /* the document */
let shown = 1;      /* page that is drawn */
let view;           /* its size in points */
let drawing = null; /* rendering under way */

pdfjs.GlobalWorkerOptions.workerSrc = VENDOR + "pdf.worker.js";

const position = () =>
	form.querySelector("input[name=position]:checked")?.value ?? "";

/* Put values into a sentence of the catalogue. */
function fill(text, values) {
	return text.replace(/\[(\w+)\]/g, (all, name) => values[name] ?? all);
}

/* The page that the form names. */
function chosenPage() {
	if (pageField.value === "first")
		return 1;
	if (pageField.value === "last")
		return file.numPages;
	const n = Number.parseInt(pageField.value, 10);
	return n >= 1 && n <= file.numPages ? n : 1;
}

/* Where the box is, in points from the lower left; null when invisible. */
function placeOf() {
	const at = position();
	const width = Math.min(SIZE.width, view.width);
	const height = Math.min(SIZE.height, view.height);
	const mx = Math.min(MARGIN, (view.width - width) / 2);
	const my = Math.min(MARGIN, (view.height - height) / 2);

	if (at === "" || at === "invisible")
		return null;
	if (at === "manual")
		return Object.fromEntries(Object.entries(fields)
			.map(([name, f]) => [name, Number.parseFloat(f.value)
				|| SIZE[name] || 0]));
	return {
		x: at.endsWith("left") ? mx : view.width - width - mx,
		y: at.startsWith("top") ? view.height - height - my : my,
		width, height
	};
}

/* Keep a box on the page and write it into the form. */
function moveTo(b) {
	const width = Math.min(Math.max(b.width, LEAST), view.width);
	const height = Math.min(Math.max(b.height, LEAST), view.height);
	const x = Math.min(Math.max(b.x, 0), view.width - width);
	const y = Math.min(Math.max(b.y, 0), view.height - height);

	for (const [name, value] of Object.entries({ x, y, width, height }))
		fields[name].value = Math.floor(value);
	showBox();
}

function showBox() {
	const b = placeOf();
	const here = chosenPage() === shown;
	const percent = (n, of) => `${n / of * 100}%`;

	manual.hidden = position() !== "manual";
	box.hidden = b === null || !here;
	box.classList.toggle("fern-fixed", position() !== "manual");
	if (b !== null) {
		box.style.left = percent(b.x, view.width);
		box.style.bottom = percent(b.y, view.height);
		box.style.width = percent(b.width, view.width);
		box.style.height = percent(b.height, view.height);
	}
	live.textContent = b === null || !here
		? fill(preview.dataset.liveNone, { page: shown })
		: fill(preview.dataset.live, { page: shown,
			left: Math.round(b.x), bottom: Math.round(b.y) });
}

/* Draw a page as wide as there is room, sharp on every screen. */
async function draw(number) {
	const page = await file.getPage(number);
	const one = page.getViewport({ scale: 1 });
	const scale = viewer.clientWidth * (window.devicePixelRatio || 1)
		/ one.width;
	const viewport = page.getViewport({ scale: Math.min(scale, 4) });

	drawing?.cancel();
	shown = number;
	view = { width: one.width, height: one.height };
	canvas.width = viewport.width;
	canvas.height = viewport.height;
	now.textContent = fill(now.dataset.template,
		{ page: shown, pages: file.numPages });
	document.getElementById("page-back").disabled = shown === 1;
	document.getElementById("page-next").disabled =
		shown === file.numPages;
	showBox();
	drawing = page.render({ canvas, viewport });
	await drawing.promise.catch(() => {});
}

/* Move the box by keys: a point, with Shift ten. */
function onKey(e) {
	const step = e.shiftKey ? 10 : 1;
	const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0],
		ArrowUp: [0, step], ArrowDown: [0, -step] }[e.key];
	const b = placeOf();

	if (!by || position() !== "manual")
		return;
	e.preventDefault();
	moveTo({ ...b, x: b.x + by[0], y: b.y + by[1] });
}

/* Move or, at its upper right corner, resize the box with the pointer. */
function onGrab(e) {
	if (position() !== "manual" || e.button > 0)
		return;
	const scale = view.width / sheet.clientWidth;
	const start = placeOf();
	const frame = box.getBoundingClientRect();
	const corner = e.clientX > frame.right - 16 &&
		e.clientY < frame.top + 16;
	const from = [e.clientX, e.clientY];
	const move = m => {
		const dx = (m.clientX - from[0]) * scale;
		const dy = (from[1] - m.clientY) * scale;

		moveTo(corner
			? { ...start, width: start.width + dx,
				height: start.height + dy }
			: { ...start, x: start.x + dx, y: start.y + dy });
	};

	box.setPointerCapture(e.pointerId);
	box.addEventListener("pointermove", move);
	box.addEventListener("lostpointercapture",
		() => box.removeEventListener("pointermove", move),
		{ once: true });
}

/* "Place manually" begins where the box stood before. */
function onPosition() {
	if (position() === "manual" && fields.width.value === "")
		moveTo({ x: view.width - SIZE.width - MARGIN, y: MARGIN,
			...SIZE });
	showBox();
}

function putHere() {
	const value = String(shown);

	if (shown === 1)
		pageField.value = "first";
	else if (shown === file.numPages)
		pageField.value = "last";
	else
		pageField.value = value;
	showBox();
}

function listen() {
	const turn = by => draw(shown + by);

	document.getElementById("page-back").onclick = () => turn(-1);
	document.getElementById("page-next").onclick = () => turn(1);
	document.getElementById("page-here").onclick = putHere;
	pageField.addEventListener("change", () => draw(chosenPage()));
	for (const f of Object.values(fields))
		f.addEventListener("input", showBox);
	form.addEventListener("change", e => {
		if (e.target.name === "position")
			onPosition();
	});
	box.addEventListener("keydown", onKey);
	box.addEventListener("pointerdown", onGrab);
	addEventListener("resize", () => draw(shown));
}

async function start() {
	viewer.hidden = false;
	file = await pdfjs.getDocument({
		url: preview.dataset.url,
		cMapUrl: VENDOR + "cmaps/",
		iccUrl: VENDOR + "iccs/",
		standardFontDataUrl: VENDOR + "standard_fonts/",
		wasmUrl: VENDOR + "wasm/",
		enableXfa: false
	}).promise;
	await draw(chosenPage());
	preview.querySelector(".fern-fallback").hidden = true;
	listen();
	onPosition();
}

start().catch(() => {
	viewer.hidden = true;
	preview.querySelector(".fern-fallback").prepend(
		`${preview.dataset.failed} `);
});
