export type ServiceName = "postgres" | "rabbitmq" | "redis";
export type ServiceVariable = "DATABASE_URL" | "AMQP_URL" | "REDIS_URL";
export const variables: Readonly<Record<ServiceVariable, ServiceName>>;
export const binariesOf: (service: ServiceName) => string | undefined;
export const missingServices: (env?: Readonly<Record<string, string | undefined>>) => readonly string[];
