/*
 * The signature's box on the placement page: moved and resized with mouse,
 * pen, finger and keyboard. Says only what is wished; the page decides what
 * comes of it.
 *
 * All lengths are points of the page as it is shown, from its lower left.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/* By key: x, y, and how it grows when Alt is held. */
const ARROWS = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, 1],
	ArrowDown: [0, -1]
};

/*
 * What a key makes of a box: arrows move it by a point, with Shift by ten,
 * with Alt they change its size; + and - do so in both directions. null when
 * the key means nothing.
 */
export function boxByKey(e, b) {
	const step = e.shiftKey && e.key !== "+" ? 10 : 1;
	const [dx, dy] = (ARROWS[e.key] ?? [0, 0]).map(n => n * step);

	if (e.ctrlKey || e.metaKey)
		return null;
	if (e.key === "+" || e.key === "-") {
		const grown = b.width * (e.key === "+" ? 1.05 : 0.95);
		return { ...b, width: grown,
			height: b.height * grown / b.width };
	}
	if (!(e.key in ARROWS))
		return null;
	return e.altKey
		? { ...b, width: b.width + dx, height: b.height + dy }
		: { ...b, x: b.x + dx, y: b.y + dy };
}

/* Keep a box on a page; whole points, and never smaller than least. */
export function boxWithin(b, page, least) {
	const size = (n, most) => Math.round(Math.min(
		Math.max(n, Math.min(least, most)), Math.max(Math.floor(most), 1)));
	const place = (n, room) => Math.round(
		Math.min(Math.max(n, 0), Math.max(Math.floor(room), 0)));
	const width = size(b.width, page.width);
	const height = size(b.height, page.height);

	return {
		x: place(b.x, page.width - width),
		y: place(b.y, page.height - height),
		width, height
	};
}

/* What dragging a handle makes of a box: the corner across stays. */
function dragged(start, edge, dx, dy, least) {
	const b = { ...start };

	if (edge.includes("e"))
		b.width = Math.max(start.width + dx, least);
	if (edge.includes("n"))
		b.height = Math.max(start.height + dy, least);
	if (edge.includes("w")) {
		b.width = Math.max(start.width - dx, least);
		b.x = start.x + start.width - b.width;
		if (b.x < 0) {
			b.width += b.x;
			b.x = 0;
		}
	}
	if (edge.includes("s")) {
		b.height = Math.max(start.height - dy, least);
		b.y = start.y + start.height - b.height;
		if (b.y < 0) {
			b.height += b.y;
			b.y = 0;
		}
	}
	return b;
}

/* Keep the right and upper edge of a growing box on the page. */
function cut(b, edge, page) {
	return edge === "" ? b : { ...b,
		width: Math.min(b.width, Math.floor(page.width - b.x)),
		height: Math.min(b.height, Math.floor(page.height - b.y)) };
}

/*
 * Listen to a box.
 *
 * box    the element, with handles that say in data-edge which corner they
 *        are ("ne", "nw", "se", "sw")
 * page   gives { width, height, scale }: points, and points per pixel
 * read   gives the box in points
 * write  takes what is wished
 */
export function boxListen(box, { page, least, read, write }) {
	box.addEventListener("keydown", e => {
		const b = boxByKey(e, read());

		if (b === null)
			return;
		e.preventDefault();
		write(b);
	});
	box.addEventListener("pointerdown", e => {
		const edge = e.target.dataset.edge ?? "";
		const start = read();
		const { scale } = page();
		const move = m => {
			const dx = (m.clientX - e.clientX) * scale;
			const dy = (e.clientY - m.clientY) * scale;

			write(edge === ""
				? { ...start, x: start.x + dx, y: start.y + dy }
				: cut(dragged(start, edge, dx, dy, least), edge,
					page()));
		};

		if (e.button > 0 || !e.isPrimary)
			return;
		e.preventDefault();
		box.focus({ preventScroll: true });
		box.setPointerCapture(e.pointerId);
		box.addEventListener("pointermove", move);
		box.addEventListener("lostpointercapture",
			() => box.removeEventListener("pointermove", move),
			{ once: true });
	});
}
