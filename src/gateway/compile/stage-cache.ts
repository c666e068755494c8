import { type Deployment, deployments, restApis, type Stage, stages } from '../../definitions/rest-api.ts';
import type { ChangeEvent, Scope, Store, Stored } from '../../store/store.ts';
import type { Log } from '../../telemetry/log.ts';
import type { StageDefinition } from './compile-stage.ts';
import type { ExecutableStage } from './executable-stage.ts';

/** How many stages are remembered as not existing: clients choose their names. */
const MAXIMUM_UNKNOWN = 10_000;
/** Longer names than AWS gives are not looked up. */
const LONGEST_API_ID = 64;
const LONGEST_STAGE_NAME = 128;

/** Told when a stage is no longer served as it was; `after` is undefined when there is none any more. */
export type OnReplaced = (before: ExecutableStage, after: ExecutableStage | undefined) => void;

/** Throws or rejects when the stage can't be served at all. */
export type CompileStage = (definition: StageDefinition) => ExecutableStage | Promise<ExecutableStage>;

/** A stage that has been asked for. `stage` stays until a newer one is ready. */
interface Entry {
  stage: ExecutableStage | undefined;
  /** True when `stage` is not what the store says now. */
  stale: boolean;
  loading: Promise<ExecutableStage | undefined> | undefined;
}

/**
 * Executable stages, each compiled when it is first asked for and again when its records have changed. Requests that
 * hold an older one finish on it. When the store can't be read, what was compiled last goes on serving.
 */
export class StageCache {
  readonly #store: Store;
  readonly #compile: CompileStage;
  readonly #onReplaced: OnReplaced;
  readonly #log: Log;
  readonly #entries = new Map<string, Entry>();
  readonly #unknown = new Set<string>();
  readonly #unsubscribe: () => void;

  constructor(store: Store, compile: CompileStage, log: Log, onReplaced: OnReplaced = () => {}) {
    this.#onReplaced = onReplaced;
    this.#store = store;
    this.#compile = compile;
    this.#log = log;
    this.#unsubscribe = store.subscribe((event) => this.#onChange(event));
  }

  /** Compiled and unknown stages held. */
  get size(): number {
    return this.#entries.size + this.#unknown.size;
  }

  /** The stage, at once when it is compiled; undefined when there is none. */
  get(apiId: string, stageName: string): ExecutableStage | undefined | Promise<ExecutableStage | undefined> {
    const id = `${apiId}/${stageName}`;
    const entry = this.#entries.get(id);
    if (entry?.loading) return entry.loading;
    if (entry) return entry.stale ? this.#load(id, entry) : entry.stage;
    if (this.#unknown.has(id) || !isName(apiId, LONGEST_API_ID) || !isName(stageName, LONGEST_STAGE_NAME)) {
      return undefined;
    }
    const fresh: Entry = { stage: undefined, stale: true, loading: undefined };
    this.#entries.set(id, fresh);
    return this.#load(id, fresh);
  }

  close(): void {
    this.#unsubscribe();
  }

  #load(id: string, entry: Entry): Promise<ExecutableStage | undefined> {
    entry.loading = this.#settle(id, entry).finally(() => {
      entry.loading = undefined;
    });
    return entry.loading;
  }

  async #settle(id: string, entry: Entry): Promise<ExecutableStage | undefined> {
    try {
      let stage: ExecutableStage | undefined;
      do {
        entry.stale = false;
        const definition = await this.#read(id);
        stage = definition && (await this.#compile(definition));
      } while (entry.stale);
      const before = entry.stage;
      entry.stage = stage;
      if (before) this.#onReplaced(before, entry.stage);
      if (entry.stage) this.#spread(entry.stage);
    } catch (error) {
      entry.stale = true;
      if (!entry.stage) {
        this.#entries.delete(id);
        throw error;
      }
      this.#log.error('A stage could not be loaded again; the last one goes on serving', {
        stage: id,
        reason: error instanceof Error ? error.message : 'unknown error',
      });
      return entry.stage;
    }
    if (!entry.stage) this.#forget(id);
    return entry.stage;
  }

  /** From existing to not existing; remembered so that asking again costs nothing. */
  #forget(id: string): void {
    this.#entries.delete(id);
    if (this.#unknown.size >= MAXIMUM_UNKNOWN) {
      for (const oldest of this.#unknown) {
        this.#unknown.delete(oldest);
        break;
      }
    }
    this.#unknown.add(id);
  }

  async #read(id: string): Promise<StageDefinition | undefined> {
    const [stored]: (Stored<Stage> | undefined)[] = await this.#store.collection(stages).find(id);
    if (!stored) return undefined;
    const { scope, value: stage } = stored;
    const apiId = id.slice(0, id.indexOf('/'));
    const canaryId = stage.canarySettings?.deploymentId;
    const [api, deployment, canary] = await Promise.all([
      this.#store.collection(restApis).get(scope, apiId),
      this.#deployment(scope, apiId, stage.deploymentId),
      canaryId === undefined ? undefined : this.#deployment(scope, apiId, canaryId),
    ]);
    if (!api || !deployment) return undefined;
    const { disableExecuteApiEndpoint: executeApiDisabled } = api.value;
    return { scope, apiId, stage, deployment, canaryDeployment: canary, executeApiDisabled };
  }

  async #deployment(scope: Scope, apiId: string, id: string): Promise<Deployment | undefined> {
    const found = await this.#store.collection(deployments).get(scope, `${apiId}/${id}`);
    return found?.value;
  }

  /**
   * Stages are looked at again when they are next asked for; nothing is compiled that nobody asks for, but for stages
   * with a cache, which may have to be emptied. An edit of an API's own record is none: what is served of it is in the
   * deployment, which never changes, or waits for the next change of a stage.
   */
  #onChange({ collection, id, deleted }: ChangeEvent): void {
    if (collection === stages.name) {
      this.#unknown.delete(id);
      const entry = this.#entries.get(id);
      if (!entry) return;
      entry.stale = true;
      if (entry.stage?.cachePartition && !entry.loading) void this.#load(id, entry);
    } else if (collection === restApis.name) {
      if (deleted) this.#expire(id);
      else this.#remember(id);
    } else if (collection === deployments.name) {
      this.#remember(id.slice(0, id.indexOf('/')));
    }
  }

  /**
   * Whether the default endpoint is disabled "affects all stages of the API. This setting takes effect when you update
   * any setting on any stage": what one of them was compiled with, the others are to have.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
   */
  #spread({ apiId, executeApiDisabled }: ExecutableStage): void {
    const prefix = `${apiId}/`;
    for (const [id, entry] of this.#entries) {
      const isOther = entry.stage && entry.stage.executeApiDisabled !== executeApiDisabled;
      if (isOther && id.startsWith(prefix)) entry.stale = true;
    }
  }

  #expire(apiId: string): void {
    const prefix = `${apiId}/`;
    for (const [id, entry] of this.#entries) if (id.startsWith(prefix)) entry.stale = true;
  }

  /** Looks for an API's stages again that were not there, or not whole. */
  #remember(apiId: string): void {
    const prefix = `${apiId}/`;
    for (const id of this.#unknown) if (id.startsWith(prefix)) this.#unknown.delete(id);
    for (const [id, entry] of this.#entries) {
      if (entry.loading && id.startsWith(prefix)) entry.stale = true;
    }
  }
}

/** Letters, digits, hyphens and underscores, as stages and APIs are named. */
function isName(text: string, longest: number): boolean {
  return text.length <= longest && /^[A-Za-z0-9_-]+$/.test(text);
}
