import type { Clock } from '../clock.ts';
import { ExecutionEnvironment } from './environment.ts';
import type { EnvironmentListener, EnvironmentRequest, Outcome } from './environment-contract.ts';
import {
  averaged,
  type Group,
  groupKey,
  longestIdle,
  newGroup,
  type PoolTarget,
  type Prepare,
  type Waiter,
  wantedStarts,
} from './environment-group.ts';
import { entrypointError } from './function-errors.ts';
import type { LambdaLimits } from './limits.ts';
import { closing, throttled } from './service-errors.ts';

/** Keeps environments warm, starts more on demand up to the limits, and ends those that nobody uses. */
export class EnvironmentPool {
  readonly #prepare: Prepare;
  readonly #limits: LambdaLimits;
  readonly #clock: Clock;
  readonly #groups = new Map<string, Group>();
  /** Groups with waiters that have no environment starting for them, in the order they came. */
  readonly #hungry = new Set<Group>();
  readonly #preparing = new Set<Promise<void>>();
  /** Killed, but not gone yet. */
  readonly #ending = new Set<ExecutionEnvironment>();
  /** Environments from the decision to start them until their process is gone. */
  #environments = 0;
  /** Those of them that are not available yet. */
  #starting = 0;
  #waiting = 0;
  #closed = false;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(prepare: Prepare, limits: LambdaLimits, clock: Clock) {
    this.#prepare = prepare;
    this.#limits = limits;
    this.#clock = clock;
  }

  /** How many environments there are, and how many of them nobody uses. */
  get size(): { environments: number; idle: number } {
    let idle = 0;
    for (const group of this.#groups.values()) idle += group.idle.length;
    return { environments: this.#environments, idle };
  }

  /** Runs one invocation in a warm environment or a new one. Rejects with a ServiceError when it cannot be run. */
  run(target: PoolTarget, request: EnvironmentRequest): Promise<Outcome> {
    if (this.#closed) return Promise.reject(closing());
    const group = this.#groupOf(target);
    const warm = this.#takeIdle(group);
    if (warm) return warm.run(request);
    if (this.#waiting >= this.#limits.maximumWaiting) {
      return Promise.reject(throttled('ConcurrentInvocationLimitExceeded'));
    }
    return new Promise((resolve, reject) => {
      const timer = this.#waitTimer(group, () => waiter);
      const waiter: Waiter = { request, resolve, reject, since: performance.now(), timer };
      request.signal?.addEventListener('abort', () => this.#dropWaiter(group, waiter), { once: true });
      group.waiting.push(waiter);
      this.#waiting += 1;
      this.#hungry.add(group);
      this.#grow();
    });
  }

  /** Ends all environments of a function; those at work end when they are done. */
  retire(functionArn: string): void {
    for (const [key, group] of this.#groups) {
      if (group.target.functionArn === functionArn) this.#retireGroup(key, group);
    }
  }

  /** Ends environments that nobody has used for the idle timeout. Called by itself from time to time. */
  reap(): void {
    const oldest = this.#clock() - this.#limits.idleTimeout;
    for (const group of this.#groups.values()) {
      while (group.idle[0] && group.idle[0].idleSince <= oldest) this.#end(group.idle.shift());
    }
  }

  /** Kills everything; resolves when all processes are gone. Invocations at work end with Runtime.ExitError. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    const exits: Promise<void>[] = [];
    for (const group of this.#groups.values()) {
      for (const waiter of group.waiting.splice(0)) {
        clearTimeout(waiter.timer);
        waiter.reject(closing());
      }
      for (const environment of group.environments) {
        environment.kill();
        exits.push(environment.exited, environment.cleared);
      }
    }
    await Promise.all([...exits, ...this.#preparing]);
  }

  #groupOf(target: PoolTarget): Group {
    const key = groupKey(target);
    const present = this.#groups.get(key);
    if (present?.target.configuration.revisionId === target.configuration.revisionId) return present;
    if (present) this.#retireGroup(key, present);
    const group = newGroup(target);
    this.#groups.set(key, group);
    return group;
  }

  #retireGroup(key: string, group: Group): void {
    group.retired = true;
    for (const environment of group.idle.splice(0)) this.#end(environment);
    // Waiters of an older revision are served by what is being started for them; it ends after that.
    if (this.#groups.get(key) === group && group.environments.size === 0 && group.waiting.length === 0) {
      this.#groups.delete(key);
    }
  }

  #takeIdle(group: Group): ExecutionEnvironment | undefined {
    for (let environment = group.idle.pop(); environment; environment = group.idle.pop()) {
      if (this.#clock() < environment.renewAt) return environment;
      this.#end(environment);
    }
    return undefined;
  }

  #waitTimer(group: Group, waiter: () => Waiter): NodeJS.Timeout {
    return setTimeout(() => {
      // Starting has a time limit of its own.
      if (group.starting > 0) waiter().timer = this.#waitTimer(group, waiter);
      else this.#dropWaiter(group, waiter());
    }, this.#limits.maximumWait);
  }

  #dropWaiter(group: Group, waiter: Waiter): void {
    const at = group.waiting.indexOf(waiter);
    if (at === -1) return;
    group.waiting.splice(at, 1);
    clearTimeout(waiter.timer);
    this.#waiting -= 1;
    waiter.reject(throttled('ConcurrentInvocationLimitExceeded'));
  }

  #takeWaiter(group: Group): Waiter | undefined {
    const waiter = group.waiting.shift();
    if (!waiter) return undefined;
    clearTimeout(waiter.timer);
    this.#waiting -= 1;
    return waiter;
  }

  /** Starts environments for waiters as far as the limits allow, ending idle ones of others where that makes room. */
  #grow(): void {
    for (const group of this.#hungry) {
      const wanted = wantedStarts(group);
      while (wanted > group.starting && !this.#closed) {
        if (this.#starting >= this.#limits.maximumStartingEnvironments) return;
        const living = this.#environments - this.#ending.size;
        if (living >= this.#limits.maximumEnvironments && !this.#evictIdle()) return;
        this.#start(group);
      }
      this.#hungry.delete(group);
      if (group.waiting.length > group.starting) this.#lookAgain(group);
    }
  }

  #lookAgain(group: Group): void {
    group.recheck ??= setTimeout(() => {
      group.recheck = undefined;
      this.#hungry.add(group);
      this.#grow();
    }, group.startTime).unref();
  }

  #evictIdle(): boolean {
    const victim = longestIdle(this.#groups.values());
    if (!victim) return false;
    this.#end(victim.idle.shift());
    return true;
  }

  #end(environment: ExecutionEnvironment | undefined): void {
    if (!environment) return;
    this.#ending.add(environment);
    environment.kill();
  }

  #start(group: Group): void {
    group.starting += 1;
    this.#starting += 1;
    this.#environments += 1;
    const starting = this.#startPrepared(group).finally(() => this.#preparing.delete(starting));
    this.#preparing.add(starting);
  }

  async #startPrepared(group: Group): Promise<void> {
    try {
      const prepared = await this.#prepare(group.target);
      if (this.#closed) return;
      if ('invalidEntrypoint' in prepared) {
        const waiter = this.#takeWaiter(group);
        const requestId = waiter?.request.requestId ?? '';
        const { payload } = entrypointError(requestId, prepared.invalidEntrypoint);
        waiter?.resolve({ payload, error: true, logTail: Buffer.alloc(0) });
        this.#environments -= 1;
        this.#started(group);
        return;
      }
      const environment = await ExecutionEnvironment.start(prepared, this.#listenerOf(group));
      group.environments.add(environment);
      this.#sweep();
      if (this.#closed) {
        environment.kill();
        await environment.exited;
      }
    } catch (error) {
      this.#takeWaiter(group)?.reject(error instanceof Error ? error : new Error(String(error)));
      this.#environments -= 1;
      this.#started(group);
    }
  }

  /** A start has come to its end, good or bad. */
  #started(group: Group): void {
    group.starting -= 1;
    this.#starting -= 1;
    if (group.waiting.length > group.starting) this.#hungry.add(group);
    this.#forget(group);
    this.#grow();
  }

  #listenerOf(group: Group): EnvironmentListener<ExecutionEnvironment> {
    let initialized = false;
    return {
      available: (environment) => {
        const isNew = !initialized;
        if (isNew) {
          initialized = true;
          group.starting -= 1;
          this.#starting -= 1;
          group.serving += 1;
          group.startTime = averaged(group.startTime, environment.lastDuration);
        } else {
          group.busyTime = averaged(group.busyTime, environment.lastDuration);
        }
        this.#serveNext(group, environment, isNew);
        this.#grow();
      },
      failed: (_environment, outcome) => {
        const waiter = this.#takeWaiter(group);
        if (waiter) outcome(waiter.request).then(waiter.resolve, waiter.reject);
        this.#started(group);
      },
      ended: (environment) => {
        group.environments.delete(environment);
        this.#ending.delete(environment);
        this.#environments -= 1;
        if (initialized) group.serving -= 1;
        const at = group.idle.indexOf(environment);
        if (at !== -1) group.idle.splice(at, 1);
        if (group.waiting.length > group.starting) this.#hungry.add(group);
        this.#forget(group);
        this.#grow();
      },
    };
  }

  #serveNext(group: Group, environment: ExecutionEnvironment, isNew: boolean): void {
    const usable = isNew || (!group.retired && this.#clock() < environment.renewAt);
    const waiter = usable ? this.#takeWaiter(group) : undefined;
    if (waiter) environment.run(waiter.request).then(waiter.resolve, waiter.reject);
    else if (usable && !group.retired && !this.#closed) group.idle.push(environment);
    else this.#end(environment);
    if (!usable && group.waiting.length > group.starting) this.#hungry.add(group);
  }

  #forget(group: Group): void {
    if (group.environments.size > 0 || group.waiting.length > 0 || group.starting > 0) return;
    const key = groupKey(group.target);
    if (this.#groups.get(key) === group) this.#groups.delete(key);
    if (this.#environments === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    }
  }

  #sweep(): void {
    if (this.#sweeper || this.#closed) return;
    const period = Math.min(30_000, Math.max(1000, this.#limits.idleTimeout / 4));
    this.#sweeper = setInterval(() => this.reap(), period);
    this.#sweeper.unref();
  }
}
