import { createSegmentId, createTraceRoot } from './identifiers.ts';

/** The X-Ray trace of one request. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html */
export interface Trace {
  /** What the integration is told: the client's header if it names a root, else a new root. */
  readonly received: string;
  /** What the function runs under and the client is told: `Root=...;Parent=...;Sampled=...`. */
  readonly propagated: string;
}

/** `Root=1-5759e988-bd862e3fe1be46a994272793` in any order with the other fields; longer values are not a trace. */
const FIELD = /^(Root|Parent|Sampled)=([0-9A-Za-z-]{1,64})$/i;
const LONGEST_HEADER = 512;

/**
 * Keeps the root, parent and sampling decision that the client gives and completes them, as recorded in
 * `test_invocation_trace_id`.
 * @param header the client's X-Amzn-Trace-Id
 */
export function traceOf(header: string | undefined, now: number): Trace {
  const given = header === undefined ? undefined : parse(header);
  if (!given?.root) {
    const root = createTraceRoot(now);
    return { received: `Root=${root}`, propagated: `Root=${root};Parent=${createSegmentId()};Sampled=0` };
  }
  const parent = given.parent ?? createSegmentId();
  const sampled = given.sampled ?? (given.parent ? '1' : '0');
  return { received: header ?? '', propagated: `Root=${given.root};Parent=${parent};Sampled=${sampled}` };
}

function parse(header: string): { root?: string; parent?: string; sampled?: string } | undefined {
  if (header.length > LONGEST_HEADER) return undefined;
  const trace: { root?: string; parent?: string; sampled?: string } = {};
  for (const part of header.split(';')) {
    const [, name, value] = FIELD.exec(part.trim()) ?? [];
    if (!name || !value) continue;
    if (/^root$/i.test(name)) trace.root = value;
    else if (/^parent$/i.test(name)) trace.parent = value;
    else trace.sampled = value;
  }
  return trace;
}
