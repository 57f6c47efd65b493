/*
 * Upload with progress and a way to cancel; the form works without. Says
 * before sending what the server would refuse anyway: size and number.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
const BYTES_MAX = 10485760;
const FILES_MAX = 10;

const form = document.getElementById("sign");
const input = document.getElementById("file");
const drop = document.getElementById("drop");
const meter = document.getElementById("meter");
const words = document.getElementById("meter-text");
const bar = document.getElementById("progress");
const go = document.getElementById("go");
const problem = document.getElementById("upload-problem");

/* Say what is wrong, or nothing. */
function say(text) {
	problem.textContent = text;
	problem.hidden = text === "";
	input.setAttribute("aria-invalid", String(text !== ""));
}

/* What the server would refuse; "" when it would take the choice. */
function judge(files) {
	if (files.length > FILES_MAX)
		return problem.dataset.many;
	if ([...files].some(f => f.size > BYTES_MAX))
		return problem.dataset.large;
	return "";
}

function show(sending) {
	meter.hidden = !sending;
	go.hidden = sending;
	input.disabled = sending;
}

function progress(sent, all) {
	const percent = all > 0 ? Math.floor(sent * 100 / all) : 0;
	bar.value = percent;
	words.textContent = percent < 100
		? words.dataset.template.replace("[percent]", percent)
		: words.dataset.checking;
}

/* The answer is a page: where it was redirected to, or what was refused. */
function take(request) {
	if (request.responseURL !== location.href &&
	    request.status === 200) {
		location.assign(request.responseURL);
		return;
	}
	document.open();
	document.write(request.responseText);
	document.close();
}

function send() {
	const data = new FormData(form);
	const request = new XMLHttpRequest();

	show(true);
	progress(0, 1);
	request.upload.addEventListener("progress",
		e => progress(e.loaded, e.total));
	request.addEventListener("load", () => take(request));
	request.addEventListener("error", () => {
		show(false);
		say(problem.dataset.lost);
	});
	request.addEventListener("abort", () => show(false));
	document.getElementById("cancel").onclick = () => request.abort();
	request.open("POST", form.action);
	request.send(data);
}

input.addEventListener("change", () => say(judge(input.files)));

form.addEventListener("submit", e => {
	const wrong = judge(input.files);

	say(wrong);
	if (wrong === "" && input.files.length === 0)
		return;
	e.preventDefault();
	if (wrong === "")
		send();
});

for (const name of ["dragover", "dragleave", "drop"])
	drop.addEventListener(name, e => {
		e.preventDefault();
		drop.classList.toggle("fern-over", name === "dragover");
		if (name !== "drop")
			return;
		input.files = e.dataTransfer.files;
		say(judge(input.files));
	});
