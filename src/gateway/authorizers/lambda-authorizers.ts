import type { Clock } from '../../clock.ts';
import type { Authorizer } from '../../definitions/api-parts.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import { type LambdaAnswer, LambdaAuthorizer } from './lambda-authorizer.ts';
import type { LambdaFunctionDependencies } from './lambda-function.ts';
import { LambdaResultCache } from './lambda-result-cache.ts';
import { SharedCalls } from './shared-calls.ts';

/** The Lambda authorizers of all stages of a gateway; the methods of a stage share them, and all the memory for results. */
export class LambdaAuthorizers {
  readonly #dependencies: LambdaFunctionDependencies;
  readonly #clock: Clock;
  readonly #results: LambdaResultCache;
  readonly #calls = new SharedCalls<LambdaAnswer>();
  readonly #ofStages = new WeakMap<StageFacts, Map<string, LambdaAuthorizer>>();

  /** @param capacity bytes of kept results, about */
  constructor(dependencies: LambdaFunctionDependencies, clock: Clock, capacity?: number) {
    this.#dependencies = dependencies;
    this.#clock = clock;
    this.#results = new LambdaResultCache(clock, capacity);
  }

  /** Throws NotServable. @param stage the same object for all of its methods */
  of(authorizer: Authorizer, stage: StageFacts): LambdaAuthorizer {
    const ofStage = this.#ofStages.get(stage) ?? new Map<string, LambdaAuthorizer>();
    this.#ofStages.set(stage, ofStage);
    const known = ofStage.get(authorizer.id);
    if (known) return known;
    const dependencies = { ...this.#dependencies, results: this.#results, calls: this.#calls };
    const made = new LambdaAuthorizer(authorizer, stage, dependencies);
    ofStage.set(authorizer.id, made);
    return made;
  }

  /**
   * One that knows no result and keeps none, for test invocations. Throws NotServable.
   * @param additionalContext values of context variables among its identity sources
   */
  forgetful(
    authorizer: Authorizer,
    stage: StageFacts,
    additionalContext: Readonly<Record<string, string>> | undefined,
  ): LambdaAuthorizer {
    const results = new LambdaResultCache(this.#clock, 0);
    const calls = new SharedCalls<LambdaAnswer>();
    const dependencies = { ...this.#dependencies, results, calls };
    return new LambdaAuthorizer(authorizer, stage, dependencies, additionalContext);
  }
}
