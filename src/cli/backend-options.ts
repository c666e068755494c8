import { InvalidBackend, parseBackend } from '../backends/parse-backend.ts';
import type { BackendPlace, BackendSettings } from '../backends/settings.ts';
import { UsageError } from './command.ts';

/** Reads `--backend` and `--backend-credentials`. Throws {@link UsageError}. */
export function parseBackends(texts: readonly string[], credentials: string): BackendSettings {
  if (credentials !== 'local' && credentials !== 'env') {
    throw new UsageError('--backend-credentials takes one of local, env');
  }
  const places = new Map<string, BackendPlace>();
  for (const text of texts) {
    const { service, place } = parsed(text);
    if (places.has(service)) throw new UsageError(`--backend says twice where ${service} is`);
    places.set(service, place);
  }
  return { places, credentials };
}

function parsed(text: string): ReturnType<typeof parseBackend> {
  try {
    return parseBackend(text);
  } catch (error) {
    if (error instanceof InvalidBackend) throw new UsageError(error.message);
    throw error;
  }
}
