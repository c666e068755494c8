import type { SchemaTraitsObject } from '@smithy/types';
import type { HttpBinding } from '../shape.ts';

/** The HTTP binding among an SDK schema's traits. */
export function httpBindingOf(memberName: string, traits: SchemaTraitsObject): HttpBinding | undefined {
  if (traits.httpLabel === 1) return { at: 'label', name: memberName };
  if (traits.httpHeader !== undefined) return { at: 'header', name: traits.httpHeader };
  if (traits.httpPrefixHeaders !== undefined) return { at: 'prefixHeaders', name: traits.httpPrefixHeaders };
  if (traits.httpQuery !== undefined) return { at: 'query', name: traits.httpQuery };
  if (traits.httpQueryParams === 1) return { at: 'queryParams' };
  if (traits.httpPayload === 1) return { at: 'payload' };
  if (traits.httpResponseCode === 1) return { at: 'statusCode' };
  return undefined;
}
