import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { html } from './html.ts';

test('values stay text, in elements and in attributes', () => {
  assert.equal(
    html`<a title="${`"'`}">${'<b>&amp;'}${[html`<i>${'>'}</i>`, html`!`]}</a>`.text,
    '<a title="&quot;&#39;">&lt;b&gt;&amp;amp;<i>&gt;</i>!</a>',
  );
});

test('no text ends the attribute or the element that it is in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const { text } = html`<p title="${value}">${value}</p>`;
      assert.match(text, /^<p title="[^"<>]*">[^<>]*<\/p>$/);
    }),
  );
});
