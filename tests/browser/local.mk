# The service in a browser (tests/run --only browser): Chromium and axe.
EXTRA_DIST += tests/browser/browser.mjs tests/browser/keyboard.test.mjs \
	tests/browser/mainjob.test.mjs tests/browser/pages.test.mjs \
	tests/browser/placement.test.mjs \
	tests/browser/refusals.test.mjs tests/browser/warning.test.mjs
