/**
 * What is stopped together: a cancellation scope for each group of operations. Owns the scopes, and when they are
 * forgotten.
 */
import { CancellationScope } from '@temporalio/workflow';

export interface Groups {
  /** Calls `begin` so that what it begins is stopped with the group. */
  within(group: string, begin: () => void): void;
  /** One operation of the group has ended. */
  leave(group: string): void;
  stop(group: string): void;
}

export function createGroups(): Groups {
  const own = CancellationScope.current();
  const shield = new CancellationScope({ cancellable: false });
  const groups = new Map<string, { readonly scope: CancellationScope; operations: number }>();
  const begun = Promise.resolve();
  const enter = (name: string) => {
    const group = groups.get(name) ?? {
      scope: new CancellationScope({ parent: shield, cancellable: true }),
      operations: 0,
    };
    groups.set(name, group);
    group.operations++;
    return group.scope;
  };
  return {
    within(name, begin) {
      const scope = name === 'run' ? own : enter(name);
      if (CancellationScope.current() === scope) return begin();
      void scope.run(() => {
        begin();
        return begun;
      });
    },
    leave(name) {
      const group = groups.get(name);
      if (group && --group.operations === 0) groups.delete(name);
    },
    stop(name) {
      if (name === 'run') own.cancel();
      else groups.get(name)?.scope.cancel();
    },
  };
}
