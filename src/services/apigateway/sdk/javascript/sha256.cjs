/** SHA-256 (FIPS 180-4) and HMAC (RFC 2104): browsers offer theirs to secure pages only. */
(() => {
  'use strict';
  const core = globalThis.apiGateway.core;
  const BLOCK = 64;
  const constants = [];
  const start = [];

  /** The first 32 bits of the fractional part. */
  function fraction(number) {
    return ((number - Math.floor(number)) * 0x100000000) | 0;
  }

  for (let candidate = 2; constants.length < 64; candidate++) {
    let isPrime = true;
    for (let factor = 2; factor * factor <= candidate; factor++)
      if (candidate % factor === 0) isPrime = false;
    if (!isPrime) continue;
    if (start.length < 8) start.push(fraction(Math.sqrt(candidate)));
    constants.push(fraction(Math.cbrt(candidate)));
  }

  function rotate(word, bits) {
    return (word >>> bits) | (word << (32 - bits));
  }

  function compress(state, view, offset) {
    const words = new Int32Array(64);
    for (let index = 0; index < 16; index++) words[index] = view.getInt32(offset + 4 * index);
    for (let index = 16; index < 64; index++) {
      const near = words[index - 2];
      const far = words[index - 15];
      const first = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
      const second = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
      words[index] = words[index - 16] + first + words[index - 7] + second;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let index = 0; index < 64; index++) {
      const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const one = (h + sum1 + ((e & f) ^ (~e & g)) + constants[index] + words[index]) | 0;
      const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const two = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => {
      state[index] = (state[index] + word) | 0;
    });
  }

  function bytesOf(data) {
    return typeof data === 'string' ? new TextEncoder().encode(data) : data;
  }

  function sha256(data) {
    const bytes = bytesOf(data);
    const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
    const state = Int32Array.from(start);
    for (let offset = 0; offset < padded.length; offset += BLOCK) compress(state, view, offset);
    const digest = new DataView(new ArrayBuffer(32));
    for (let index = 0; index < 8; index++) digest.setInt32(4 * index, state[index]);
    return new Uint8Array(digest.buffer);
  }

  function concatenate(one, other) {
    const all = new Uint8Array(one.length + other.length);
    all.set(one);
    all.set(other, one.length);
    return all;
  }

  core.crypto = {
    sha256: sha256,

    hmac: (key, data) => {
      const bytes = bytesOf(key);
      const block = new Uint8Array(BLOCK);
      block.set(bytes.length > BLOCK ? sha256(bytes) : bytes);
      const inner = sha256(
        concatenate(
          block.map((byte) => byte ^ 0x36),
          bytesOf(data),
        ),
      );
      return sha256(
        concatenate(
          block.map((byte) => byte ^ 0x5c),
          inner,
        ),
      );
    },

    hex: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
})();
