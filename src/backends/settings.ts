/** Where `--backend` sends the calls of a service. */
export type BackendPlace = { readonly kind: 'endpoint'; readonly url: URL } | { readonly kind: 'aws' };

/** What the user configured. */
export interface BackendSettings {
  /** By service; `*` stands for every service that has no entry and isn't offered by the gateway itself. */
  readonly places: ReadonlyMap<string, BackendPlace>;
  /** What configured endpoints get: harmless ones made up, or those of the environment. */
  readonly credentials: 'local' | 'env';
}

export const NO_BACKENDS: BackendSettings = { places: new Map(), credentials: 'local' };
