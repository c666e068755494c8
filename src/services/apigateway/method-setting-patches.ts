import { EVERY_METHOD } from '../../definitions/method-settings.ts';
import type { ApiGatewayAccount, MethodSetting, Stage } from '../../definitions/rest-api.ts';
import { entry, hasEntry, withEntry } from './entries.ts';
import { errors } from './errors.ts';
import type { PatchStep, PatchTarget } from './patch.ts';

/** What holds for a method of which one setting is made, unless the stage says otherwise for every method. */
function defaultSetting(account: ApiGatewayAccount): MethodSetting {
  return {
    metricsEnabled: false,
    dataTraceEnabled: false,
    throttlingBurstLimit: account.throttleSettings.burstLimit,
    throttlingRateLimit: account.throttleSettings.rateLimit,
    cachingEnabled: false,
    cacheTtlInSeconds: 300,
    cacheDataEncrypted: false,
    requireAuthorizationForCacheControl: true,
    unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
  };
}

type Setter = (setting: MethodSetting, step: PatchStep) => void;

/**
 * The settings of one method, `/{resourcePath}/{httpMethod}/...`, or of every method, `/*` + `/*` + `/...`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html
 */
export function methodSettingTargets(account: ApiGatewayAccount): readonly PatchTarget<Stage>[] {
  const target = (name: string, set: Setter): PatchTarget<Stage> => ({
    path: `/{resourcePath}/{httpMethod}/${name}`,
    replace: (stage, step) => {
      const key = settingKey(step);
      const every = entry(stage.methodSettings, EVERY_METHOD) ?? defaultSetting(account);
      const setting = { ...(entry(stage.methodSettings, key) ?? every) };
      set(setting, step);
      stage.methodSettings = withEntry(stage.methodSettings, key, setting);
    },
  });
  return [
    ...Object.entries(plainSetters).map(([name, set]) => target(name, set)),
    ...Object.entries(logSetters(account)).map(([name, set]) => target(name, set)),
    {
      path: '/{resourcePath}/{httpMethod}',
      remove: (stage, step) => {
        const key = settingKey(step);
        if (!hasEntry(stage.methodSettings, key)) throw errors.noMethodSetting(key);
        const left = Object.entries(stage.methodSettings).filter(([name]) => name !== key);
        stage.methodSettings = Object.fromEntries(left);
      },
    },
  ];
}

/** Resource path and method as the client wrote them: `~1` stays. */
function settingKey(step: PatchStep): string {
  return step.path.split('/').slice(1, 3).join('/');
}

const plainSetters: Readonly<Record<string, Setter>> = {
  'metrics/enabled': (setting, { value }) => {
    setting.metricsEnabled = value === 'true';
  },
  'throttling/burstLimit': (setting, step) => {
    setting.throttlingBurstLimit = wholeNumber(step);
  },
  'throttling/rateLimit': (setting, step) => {
    setting.throttlingRateLimit = number(step);
  },
  'caching/enabled': (setting, { value }) => {
    setting.cachingEnabled = value === 'true';
  },
  'caching/ttlInSeconds': (setting, step) => {
    const seconds = wholeNumber(step);
    if (seconds < 0 || seconds > 3600) throw invalid(step);
    setting.cacheTtlInSeconds = seconds;
  },
  'caching/dataEncrypted': (setting, { value }) => {
    setting.cacheDataEncrypted = value === 'true';
  },
  'caching/requireAuthorizationForCacheControl': (setting, { value }) => {
    setting.requireAuthorizationForCacheControl = value === 'true';
  },
  'caching/unauthorizedCacheControlHeaderStrategy': (setting, step) => {
    const { value } = step;
    if (
      value !== 'FAIL_WITH_403' &&
      value !== 'SUCCEED_WITH_RESPONSE_HEADER' &&
      value !== 'SUCCEED_WITHOUT_RESPONSE_HEADER'
    ) {
      throw invalid(step);
    }
    setting.unauthorizedCacheControlHeaderStrategy = value;
  },
};

/** Logging needs the account's role for CloudWatch Logs. */
function logSetters(account: ApiGatewayAccount): Readonly<Record<string, Setter>> {
  const requireRole = () => {
    if (account.cloudwatchRoleArn === undefined) throw errors.noLogsRole();
  };
  return {
    'logging/loglevel': (setting, step) => {
      const { value } = step;
      if (value !== 'OFF' && value !== 'ERROR' && value !== 'INFO') throw invalid(step);
      if (value !== 'OFF') requireRole();
      setting.loggingLevel = value;
    },
    'logging/dataTrace': (setting, { value }) => {
      if (value === 'true') requireRole();
      setting.dataTraceEnabled = value === 'true';
    },
  };
}

/** -1 is how clients say that there is no limit. */
function number(step: PatchStep): number {
  const value = step.value ? Number(step.value) : Number.NaN;
  if (!Number.isFinite(value) || (value < 0 && value !== -1)) throw invalid(step);
  return value;
}

function wholeNumber(step: PatchStep): number {
  const value = number(step);
  if (!Number.isInteger(value)) throw invalid(step);
  return value;
}

function invalid(step: PatchStep) {
  return errors.invalidSettingValue(step.path, step.value ?? 'null');
}
