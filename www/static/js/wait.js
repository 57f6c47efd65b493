/*
 * A page that waits looks at its address again and goes on by itself as soon
 * as the state there is another one. Without script the page reloads.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
const EVERY_MS = 3000;
const main = document.querySelector("main[data-poll]");

/* The state of the page at an address; "" while it cannot be had. */
async function stateOf(address) {
	try {
		const answer = await fetch(address, { cache: "no-store" });
		if (!answer.ok)
			return "";
		const page = new DOMParser().parseFromString(
			await answer.text(), "text/html");
		return page.querySelector("main")?.dataset.state ?? "";
	} catch {
		return "";
	}
}

async function watch(address, first) {
	const state = await stateOf(address);
	if (state !== "" && first !== "" && state !== first) {
		location.assign(address);
		return;
	}
	setTimeout(watch, EVERY_MS, address, first === "" ? state : first);
}

if (main)
	watch(main.dataset.poll, main.dataset.state);
