/**
 * Evaluated once per worker, before any run, and then frozen: the interpreter and its libraries, so that a run does not
 * evaluate them again; and no stack traces for the promises of workflow code (measured: 20 % of the worker's CPU).
 * Failures name the node instead. `OSTINATO_DEBUG_STACKS=1` leaves this file out.
 */
import '../interpreter/sandbox.ts';

Error.stackTraceLimit = 0;
