/**
 * The media types that an API takes for binary: exact ones, `type/*`, or every one by the wildcard of both.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
 */
export interface BinaryMediaTypes {
  /** @param mediaType value of Content-Type, or one element of Accept; parameters do not count */
  includes(mediaType: string | undefined): boolean;
}

const NONE: BinaryMediaTypes = { includes: () => false };
const ALL: BinaryMediaTypes = { includes: () => true };

export function compileBinaryMediaTypes(types: readonly string[] | undefined): BinaryMediaTypes {
  if (!types || types.length === 0) return NONE;
  const exact = new Set(types.map(essence));
  if (exact.has('*/*')) return ALL;
  return {
    includes(mediaType) {
      if (mediaType === undefined) return false;
      const type = essence(mediaType);
      return exact.has(type) || exact.has(`${type.slice(0, type.indexOf('/'))}/*`);
    },
  };
}

function essence(mediaType: string): string {
  const semicolon = mediaType.indexOf(';');
  return (semicolon < 0 ? mediaType : mediaType.slice(0, semicolon)).trim().toLowerCase();
}

/** The first media type of an Accept header: the only one that API Gateway looks at. */
export function firstAccepted(accept: string | undefined): string | undefined {
  if (accept === undefined) return undefined;
  const comma = accept.indexOf(',');
  return comma < 0 ? accept : accept.slice(0, comma);
}
