import { RevisionConflictError } from '../../store/store.ts';
import { errors } from './errors.ts';

/** Others can come first only as often as they succeed, so this many in a row means something is wrong. */
const MAXIMUM_ATTEMPTS = 500;

/**
 * Runs read-check-commit until no other writer came in between: what `attempt` checked still holds when its commit is
 * written. Throws ConflictException when that never happens.
 */
export async function atomically<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 0; count < MAXIMUM_ATTEMPTS; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RevisionConflictError)) throw error;
    }
  }
  throw errors.concurrentModification();
}
