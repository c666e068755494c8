import { validationError } from './errors.ts';

/**
 * The value of a member that the model requires. The engine lets no call pass without it; the check here is for the
 * type, and for callers that go past the engine.
 */
export function required<T>(value: T | undefined, member: string): T {
  if (value !== undefined) return value;
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
