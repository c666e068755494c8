import { randomUUID } from 'node:crypto';
import { readJson } from './read-json.ts';
import { setOwn } from './safe-record.ts';
import type { StructureShape } from './shape.ts';

/**
 * Gives members of an operation's input that the client left out their modelled default, or a fresh UUID where the
 * member is an idempotency token. https://smithy.io/2.0/spec/type-refinement-traits.html#default-trait
 */
export function fillDefaults(shape: StructureShape, input: Record<string, unknown>): Record<string, unknown> {
  for (const member of shape.members.values()) {
    if (input[member.name] !== undefined) continue;
    if (member.traits.idempotencyToken === true) setOwn(input, member.name, randomUUID());
    else if (member.traits.default !== undefined && member.traits.default !== null) {
      setOwn(input, member.name, readJson(member, structuredClone(member.traits.default)));
    }
  }
  return input;
}
