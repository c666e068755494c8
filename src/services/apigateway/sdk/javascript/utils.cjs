/** Parameters and URIs of generated clients. Part of apiGateway.core, in browsers and in Node.js alike. */
(() => {
  'use strict';
  globalThis.apiGateway = globalThis.apiGateway || {};
  const core = globalThis.apiGateway.core || {};
  globalThis.apiGateway.core = core;

  function has(object, name) {
    return (
      object !== undefined && object !== null && Object.hasOwn(object, name) && object[name] !== undefined
    );
  }

  /** Encodes all but letters, digits and -._~ (RFC 3986). */
  function encode(text) {
    return encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  }

  core.utils = {
    encode: encode,

    /** Throws unless every parameter that is not in `ignore` has a value. */
    assertParametersDefined: (params, keys, ignore) => {
      if (keys.length > 0 && (params === undefined || params === null)) params = {};
      for (const key of keys) {
        if (!(ignore || []).includes(key) && !has(params, key)) throw new Error(`${key} is not defined`);
      }
    },

    /** The parameters with these names that have a value. */
    parseParametersToObject: (params, keys) => {
      const found = {};
      for (const key of keys) if (has(params, key)) found[key] = params[key];
      return found;
    },

    /** The path with its `{name}` filled in; `{name+}` keeps slashes. */
    expandPath: (template, params) =>
      template.replace(/\{([^{}]+?)(\+?)\}/g, (_place, name, greedy) => {
        const value = has(params, name) ? String(params[name]) : '';
        return greedy ? value.split('/').map(encode).join('/') : encode(value);
      }),

    /** `?a=1&b=2`, in the order that signatures want, or nothing. */
    queryString: (params) => {
      const parts = [];
      for (const name of Object.keys(params)) {
        for (const value of [].concat(params[name])) parts.push([encode(name), encode(String(value))]);
      }
      parts.sort((one, other) => {
        if (one[0] !== other[0]) return one[0] < other[0] ? -1 : 1;
        return one[1] < other[1] ? -1 : one[1] > other[1] ? 1 : 0;
      });
      return parts.length === 0 ? '' : `?${parts.map((part) => part.join('=')).join('&')}`;
    },
  };
})();
