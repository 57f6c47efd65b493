/*
 * The preview of the placement page: draws the page with pdf.js, shows the
 * box where the form's fields say it is, and writes the fields when the box
 * is moved or resized. The form works without.
 *
 * Points are those of the contract: from the lower left corner of the page
 * as it is shown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
import * as pdfjs from "/static/vendor/pdfjs/pdf.js";
import { boxListen, boxWithin } from "/static/js/place_box.js";

const VENDOR = "/static/vendor/pdfjs/";
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
const emptyField = document.getElementById("field");
const fields = Object.fromEntries(["x", "y", "width", "height"]
	.map(name => [name, document.getElementById(name)]));

/* The box as the service sizes and places it, in points. */
const usual = Object.fromEntries(["width", "height", "margin"]
	.map(name => [name, Number(preview.dataset[name])]));

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

/* Whether every page bears the box. */
const everywhere = () => pageField.value === "all" && position() !== "field";

/* The page that the form names; of all, the one that is shown. */
function chosenPage() {
	if (pageField.value === "all")
		return shown;
	if (pageField.value === "first")
		return 1;
	if (pageField.value === "last")
		return file.numPages;
	const n = Number.parseInt(pageField.value, 10);
	return n >= 1 && n <= file.numPages ? n : 1;
}

/* The size of a box that nobody has sized, no larger than the page. */
const usualSize = () => ({
	width: Math.min(usual.width, view.width),
	height: Math.min(usual.height, view.height)
});

/* Where a box of some size stands in a corner ("top-left" …). */
function cornerOf(corner, { width, height }) {
	const mx = Math.min(usual.margin, (view.width - width) / 2);
	const my = Math.min(usual.margin, (view.height - height) / 2);

	return {
		x: corner.endsWith("left") ? mx : view.width - width - mx,
		y: corner.startsWith("top") ? view.height - height - my : my,
		width, height
	};
}

/* The empty field that is chosen: its page and place. */
function fieldOf() {
	const of = (emptyField?.selectedOptions?.[0] ?? emptyField).dataset;

	return Object.fromEntries(["page", "x", "y", "width", "height"]
		.map(name => [name, Number.parseFloat(of[name])]));
}

/* What the numbers of the form say. */
function numbersOf() {
	const size = usualSize();

	return Object.fromEntries(Object.entries(fields)
		.map(([name, f]) => [name, Number.parseFloat(f.value)
			|| size[name] || 0]));
}

/* Where the box is, in points from the lower left; null when invisible. */
function placeOf() {
	const at = position();

	if (at === "" || at === "invisible")
		return null;
	if (at === "manual")
		return numbersOf();
	if (at === "field")
		return fieldOf().width > 0 ? fieldOf() : null;
	return cornerOf(at, usualSize());
}

/* The page that the signature stands on. */
const pageOf = () => position() === "field" ? fieldOf().page : chosenPage();

/* Take what is wished for as "place manually" and write it into the form. */
function moveTo(wish) {
	if (position() === "field")
		setPage(shown);
	form.querySelector("input[name=position][value=manual]").checked = true;
	for (const [name, value] of
		Object.entries(boxWithin(wish, view, LEAST)))
		fields[name].value = value;
	showBox();
}

/* Say where the box is, for those who do not see it. */
function say(b, here) {
	if (b === null)
		live.textContent = preview.dataset.liveInvisible;
	else if (!here)
		live.textContent = fill(preview.dataset.liveNone,
			{ page: shown, other: pageOf() });
	else
		live.textContent = fill(preview.dataset.live, { page: shown,
			left: Math.round(b.x), bottom: Math.round(b.y),
			width: Math.round(b.width),
			height: Math.round(b.height) });
}

function showBox() {
	const b = placeOf();
	const here = pageOf() === shown;
	const percent = (n, of) => `${n / of * 100}%`;

	manual.hidden = position() !== "manual";
	box.hidden = b === null || !here;
	if (b !== null) {
		box.style.left = percent(b.x, view.width);
		box.style.bottom = percent(b.y, view.height);
		box.style.width = percent(b.width, view.width);
		box.style.height = percent(b.height, view.height);
	}
	say(b, here);
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

/* "Place manually" begins where the box stood before, or bottom right. */
function onPosition() {
	if (position() === "manual" && fields.x.value === "")
		moveTo(cornerOf("bottom-right", usualSize()));
	if (pageOf() !== shown)
		draw(pageOf());
	showBox();
}

function setPage(number) {
	if (number === 1)
		pageField.value = "first";
	else if (number === file.numPages)
		pageField.value = "last";
	else
		pageField.value = String(number);
}

/* Onto the page that is shown, and no other; a field's page is its own. */
function putHere() {
	setPage(shown);
	if (position() === "field" || position() === "invisible")
		moveTo(cornerOf("bottom-right", usualSize()));
	showBox();
}

/* A corner's button moves the box there, as large as it is now. */
function onCorner(e) {
	if (!everywhere())
		setPage(shown);
	moveTo(cornerOf(e.currentTarget.dataset.corner,
		placeOf() ?? usualSize()));
	box.focus({ preventScroll: true });
}

function listen() {
	const turn = by => draw(shown + by);

	document.getElementById("page-back").onclick = () => turn(-1);
	document.getElementById("page-next").onclick = () => turn(1);
	document.getElementById("page-here").onclick = putHere;
	for (const button of preview.querySelectorAll("[data-corner]"))
		button.onclick = onCorner;
	pageField.addEventListener("change", () => draw(chosenPage()));
	for (const f of Object.values(fields))
		f.addEventListener("input", showBox);
	form.addEventListener("change", e => {
		if (["position", "field"].includes(e.target.name))
			onPosition();
	});
	boxListen(box, { least: LEAST, read: placeOf, write: moveTo,
		page: () => ({ ...view, scale: view.width / sheet.clientWidth }) });
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
	await draw(pageOf());
	sheet.classList.add("fern-drawn");
	preview.querySelector(".fern-fallback").hidden = true;
	listen();
	onPosition();
}

start().catch(() => {
	viewer.hidden = true;
	preview.querySelector(".fern-fallback").prepend(
		`${preview.dataset.failed} `);
});
