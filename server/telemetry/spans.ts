import { type Attributes, context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";

const tracer = trace.getTracer("tallyman");

/** Runs `work` in a span of its own, which ends with it and carries its failure. Inside `untraced` it makes none. */
export async function traced<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "thrown" });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Runs `work` so that nothing it calls, now or later, makes a span: messages and all that follows from them. */
export const untraced = <T>(work: () => T): T => context.with(suppressTracing(context.active()), work);
