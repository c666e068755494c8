import { registerHooks } from 'node:module';
import { LOCATION } from './string-matches.ts';

// The library's own matcher is a regular expression that some patterns send into exponential time.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'wildcard-match' ? { url: LOCATION, shortCircuit: true } : next(specifier, context),
});

/** The library that interprets single states, with what is dangerous in it replaced. For worker threads alone. */
export const { StateMachine } = await import('aws-local-stepfunctions');
