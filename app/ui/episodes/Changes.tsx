/** What changed in the records: table, row, column, before and after. */
import type { ReactNode } from 'react';
import { columnsOf, type RowChange } from './model.ts';
import styles from './replay.module.css';
import { inCell } from './Text.tsx';

export function ChangeTable({ change }: { readonly change: RowChange }): ReactNode {
  const { table, key, before, after } = change;
  const what = before === null ? 'new row' : after === null ? 'row removed' : 'changed';
  return (
    <table className={styles.changes}>
      <caption>
        {table} {key} <span className={styles.note}>{what}</span>
      </caption>
      <tbody>
        {columnsOf(change).map((column) => (
          <tr key={column}>
            <th scope="row">{column}</th>
            <td>
              {before === null || after === null ? (
                inCell(column, (after ?? before)?.[column])
              ) : (
                <>
                  {inCell(column, before[column])} <span aria-label="became">→</span>{' '}
                  <b>{inCell(column, after[column])}</b>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
