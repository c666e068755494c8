import type { HistoryEventRecord } from './messages.ts';
import { tooManyEvents } from './state-error.ts';

/** Where in an execution something happens: in the machine itself, in an iteration or in a branch. */
export interface Place {
  /** Id of the event before. */
  previous: number;
  /** The state that is being carried out. */
  state?: { readonly name: string; readonly type: string };
}

type Details = NonNullable<HistoryEventRecord['details']>;

const LAMBDA = /^arn:[^:]*:lambda:/;
const INCLUDED = { truncated: false };

/**
 * Writes the history of an execution.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export class HistoryWriter {
  readonly #write: ((event: HistoryEventRecord) => void) | undefined;
  readonly #maximum: number;
  readonly #exceeded: (error: Error) => void;
  /** The first event, that the execution started, is the gateway's. */
  #last = 1;

  /**
   * @param write absent where no history is kept
   * @param exceeded called when there are more events than there may be
   */
  constructor(
    write: ((event: HistoryEventRecord) => void) | undefined,
    maximum: number,
    exceeded: (error: Error) => void,
  ) {
    this.#write = write;
    this.#maximum = maximum;
    this.#exceeded = exceeded;
  }

  add(place: Place, type: string, detailsName?: string, details?: Details): void {
    if (!this.#write) return;
    // The end of the execution is an event, too.
    if (this.#last >= this.#maximum - 1) {
      this.#exceeded(tooManyEvents(this.#maximum));
      return;
    }
    const id = ++this.#last;
    this.#write({
      id,
      previousEventId: place.previous,
      timestamp: Date.now(),
      type,
      ...(detailsName !== undefined && { detailsName, details: details ?? {} }),
    });
    place.previous = id;
  }

  /** A place that begins where another is. */
  inside(place: Place): Place {
    return { previous: place.previous };
  }

  entered(place: Place, name: string, type: string, input: string): void {
    this.add(place, `${type}StateEntered`, 'stateEnteredEventDetails', {
      name,
      input,
      inputDetails: INCLUDED,
    });
  }

  exited(place: Place, name: string, type: string, output: string): void {
    this.add(place, `${type}StateExited`, 'stateExitedEventDetails', {
      name,
      output,
      outputDetails: INCLUDED,
    });
  }

  taskScheduled(place: Place, resource: string, input: string): void {
    if (LAMBDA.test(resource)) {
      this.add(place, 'LambdaFunctionScheduled', 'lambdaFunctionScheduledEventDetails', {
        resource,
        input,
        inputDetails: INCLUDED,
      });
      this.add(place, 'LambdaFunctionStarted');
      return;
    }
    const named = integrationOf(resource);
    this.add(place, 'TaskScheduled', 'taskScheduledEventDetails', {
      ...named,
      region: '',
      parameters: input,
    });
    this.add(place, 'TaskStarted', 'taskStartedEventDetails', named);
  }

  taskSucceeded(place: Place, resource: string, output: string): void {
    const given = { output, outputDetails: INCLUDED };
    if (LAMBDA.test(resource)) {
      this.add(place, 'LambdaFunctionSucceeded', 'lambdaFunctionSucceededEventDetails', given);
    } else {
      const named = integrationOf(resource);
      this.add(place, 'TaskSucceeded', 'taskSucceededEventDetails', { ...named, ...given });
    }
  }

  taskFailed(place: Place, resource: string, error: string, cause: string): void {
    if (LAMBDA.test(resource)) {
      this.add(place, 'LambdaFunctionFailed', 'lambdaFunctionFailedEventDetails', { error, cause });
    } else {
      const named = integrationOf(resource);
      this.add(place, 'TaskFailed', 'taskFailedEventDetails', { ...named, error, cause });
    }
  }

  mapStarted(place: Place, length: number): void {
    this.add(place, 'MapStateStarted', 'mapStateStartedEventDetails', { length });
  }

  iteration(
    type: 'MapIterationStarted' | 'MapIterationSucceeded',
    place: Place,
    name: string,
    index: number,
  ): void {
    const detailsName =
      type === 'MapIterationStarted'
        ? 'mapIterationStartedEventDetails'
        : 'mapIterationSucceededEventDetails';
    this.add(place, type, detailsName, { name, index });
  }
}

/** `arn:aws:states:::dynamodb:putItem`: type `dynamodb`, resource `putItem`. */
function integrationOf(resource: string): { resourceType: string; resource: string } {
  const [type = '', ...rest] = resource.split(':').slice(5);
  return rest.length === 0
    ? { resourceType: 'states', resource: type }
    : { resourceType: [type, ...rest.slice(0, -1)].join(':'), resource: rest.at(-1) ?? '' };
}
