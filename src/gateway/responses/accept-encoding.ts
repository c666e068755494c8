import type { ContentCoding } from '../request/content-encoding.ts';

/** Elements of the header that are looked at. */
const MOST_ELEMENTS = 32;
const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

/**
 * The coding in which a client wants its answer compressed; undefined for none. "The highest-priority content encoding
 * must be one supported by API Gateway. If it is not, compression is not applied": that is the one of the highest
 * quality value, and of several the first. `*` names none: "Without an explicit specification of supported
 * Accept-Encoding header values, API Gateway does not compress the payload."
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-enable-compression.html
 * @param header value of Accept-Encoding, RFC 9110 section 12.5.3
 */
export function acceptedCoding(header: string | undefined): ContentCoding | undefined {
  if (header === undefined) return undefined;
  let best = '';
  let highest = 0;
  for (const element of header.split(',', MOST_ELEMENTS)) {
    const [coding = '', ...parameters] = element.split(';', 3);
    const name = coding.trim().toLowerCase();
    const quality = name === '' ? 0 : qualityOf(parameters);
    if (quality > highest) {
      highest = quality;
      best = name;
    }
  }
  return best === 'gzip' || best === 'deflate' ? best : undefined;
}

/** 1 where none is given; 0, which is not acceptable, for one that is none. */
function qualityOf([parameter, ...others]: readonly string[]): number {
  if (parameter === undefined) return 1;
  const [, value] = QUALITY.exec(parameter.trim()) ?? [];
  return value === undefined || others.length > 0 ? 0 : Number(value);
}
