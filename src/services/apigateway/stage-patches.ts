import type { ApiGatewayAccount, Stage } from '../../definitions/rest-api.ts';
import type { ServiceError } from '../../protocols/service-error.ts';
import { type Canary, percentTraffic } from './canary.ts';
import { dropEntry, withEntry } from './entries.ts';
import { errors } from './errors.ts';
import { methodSettingTargets } from './method-setting-patches.ts';
import type { PatchAction, PatchRejections, PatchStep, PatchTable, PatchTarget } from './patch.ts';
import { setCache } from './stage-cache.ts';

/** The list that AWS shows for an unknown path, with AWS's own missing commas. */
const SHOWN_PATHS =
  '[/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]';

/** A stage words its rejections by the op alone: an unknown path could always be a method's. */
const stageRejections: PatchRejections = { unknownPath: reject, unsupportedOp: reject };

function reject(step: PatchStep): ServiceError {
  if (step.op === 'remove') return errors.noMethodSetting(step.path.slice(1));
  if (step.op === 'copy') return errors.invalidStageCopy(step.path, step.from ?? 'null');
  if (step.path.split('/')[1] === 'accessLogSettings') return errors.invalidAccessLogPath();
  if (step.op === 'add') return errors.invalidStageAdd(step.path);
  return errors.invalidStagePath(step.path, SHOWN_PATHS);
}

/**
 * What UpdateStage can change.
 * @param account decides whether logs can be written
 */
export function stagePatches(account: ApiGatewayAccount): PatchTable<Stage> {
  return {
    rejections: stageRejections,
    targets: [
      ...stageTargets,
      ...canaryTargets,
      ...accessLogTargets(account),
      ...methodSettingTargets(account),
    ],
  };
}

const stageTargets: readonly PatchTarget<Stage>[] = [
  {
    path: '/deploymentId',
    replace: (stage, { value }) => {
      stage.deploymentId = value ?? '';
    },
    copy: promote('/canarySettings/deploymentId', (stage, canary) => {
      stage.deploymentId = canary.deploymentId;
    }),
  },
  { path: '/description', replace: (stage, { value }) => setText(stage, 'description', value) },
  {
    path: '/documentationVersion',
    replace: (stage, { value }) => setText(stage, 'documentationVersion', value),
    remove: (stage) => setText(stage, 'documentationVersion', undefined),
  },
  {
    path: '/cacheClusterEnabled',
    replace: (stage, { value }) => setCache(stage, value === 'true'),
  },
  {
    path: '/cacheClusterSize',
    replace: (stage, { value }) => setCache(stage, stage.cacheClusterEnabled, value ?? ''),
  },
  {
    path: '/clientCertificateId',
    // That there is such a certificate is checked when all is patched.
    replace: (stage, { value }) => {
      if (value) stage.clientCertificateId = value;
      else delete stage.clientCertificateId;
    },
  },
  {
    path: '/tracingEnabled',
    replace: (stage, { value }) => {
      stage.tracingEnabled = value === 'true';
    },
  },
  {
    path: '/variables',
    copy: promote('/canarySettings/stageVariableOverrides', (stage, canary) => {
      for (const [name, value] of Object.entries(canary.stageVariableOverrides ?? {})) {
        stage.variables = withEntry(stage.variables, name, value);
      }
    }),
  },
  {
    path: '/variables/{variable_name}',
    add: (stage, { keys: [name = ''], value = '' }) => {
      stage.variables = withEntry(stage.variables, name, value);
    },
    replace: (stage, { keys: [name = ''], value = '' }) => {
      stage.variables = withEntry(stage.variables, name, value);
    },
    remove: (stage, { keys: [name = ''] }) => {
      dropEntry(stage, 'variables', name);
    },
  },
];

function setText(
  stage: Stage,
  member: 'description' | 'documentationVersion',
  value: string | undefined,
): void {
  if (value) stage[member] = value;
  else delete stage[member];
}

/** Copies from the canary into the stage, and from nowhere else. */
function promote(from: string, copy: (stage: Stage, canary: Canary) => void): PatchAction<Stage> {
  return (stage, step) => {
    if (step.from !== from) throw errors.invalidStageCopy(step.path, step.from ?? 'null');
    if (stage.canarySettings === undefined) throw errors.noCanary();
    copy(stage, stage.canarySettings);
  };
}

const canaryTargets: readonly PatchTarget<Stage>[] = [
  {
    path: '/canarySettings',
    remove: (stage) => {
      delete stage.canarySettings;
    },
  },
  {
    path: '/canarySettings/deploymentId',
    replace: (stage, { value }) => {
      canaryOf(stage).deploymentId = value ?? '';
    },
  },
  {
    path: '/canarySettings/percentTraffic',
    replace: (stage, { value }) => {
      canaryOf(stage).percentTraffic = percentTraffic(value ? Number(value) : Number.NaN);
    },
  },
  {
    path: '/canarySettings/useStageCache',
    replace: (stage, { value }) => {
      canaryOf(stage).useStageCache = value === 'true';
    },
  },
  {
    path: '/canarySettings/stageVariableOverrides/{name}',
    replace: (stage, { keys: [name = ''], value = '' }) => {
      const canary = canaryOf(stage);
      canary.stageVariableOverrides = withEntry(canary.stageVariableOverrides, name, value);
    },
    remove: (stage, { keys: [name = ''] }) => {
      const canary = canaryOf(stage);
      dropEntry(canary, 'stageVariableOverrides', name);
    },
  },
];

/** The stage's canary; the first change to one makes it, without traffic. */
function canaryOf(stage: Stage): Canary {
  stage.canarySettings ??= { deploymentId: stage.deploymentId, percentTraffic: 0, useStageCache: false };
  return stage.canarySettings;
}

function accessLogTargets(account: ApiGatewayAccount): readonly PatchTarget<Stage>[] {
  const set =
    (member: 'destinationArn' | 'format'): PatchAction<Stage> =>
    (stage, { value }) => {
      if (!value) throw errors.emptyAccessLogValue();
      if (member === 'format' && /[\r\n]/.test(value.replace(/\r?\n$/, ''))) {
        throw errors.accessLogFormatOfLines(value);
      }
      if (member === 'destinationArn' && account.cloudwatchRoleArn === undefined) throw errors.noLogsRole();
      stage.accessLogSettings = { ...stage.accessLogSettings, [member]: value };
    };
  return [
    {
      path: '/accessLogSettings',
      remove: (stage) => {
        delete stage.accessLogSettings;
      },
    },
    {
      path: '/accessLogSettings/destinationArn',
      add: set('destinationArn'),
      replace: set('destinationArn'),
    },
    { path: '/accessLogSettings/format', add: set('format'), replace: set('format') },
  ];
}
