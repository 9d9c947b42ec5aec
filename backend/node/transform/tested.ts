/** In a refresh the tests look at what is new and not published yet, by both bounds, so that their cost is that of what is new. */
export const unpublishedOnly = {
  tested_rows:
    'through_seq > (select through_seq from public.metrics_position) and through_seq <= (select last_seq from public.log_position)',
  tested_logs: 'seq > (select through_seq from public.metrics_position) and seq <= (select last_seq from public.log_position)',
}
