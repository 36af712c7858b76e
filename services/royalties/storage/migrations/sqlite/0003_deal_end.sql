-- NULL while the deal holds.
ALTER TABLE deals ADD COLUMN voided_at_us INTEGER;
ALTER TABLE deals ADD COLUMN void_reason TEXT NOT NULL DEFAULT '';

-- Until when a statement earned under a deal: no deal ends before that, and
-- none that was used is voided.
CREATE TABLE deal_uses (
  account_id TEXT NOT NULL,
  deal_id TEXT NOT NULL,
  book TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  last_day TEXT NOT NULL,
  PRIMARY KEY (account_id, deal_id, book, statement_id),
  FOREIGN KEY (account_id, deal_id) REFERENCES deals (account_id, id),
  FOREIGN KEY (book, statement_id) REFERENCES statements (book, id)
) STRICT;

CREATE INDEX deal_uses_by_statement ON deal_uses (book, statement_id);

-- A line without a day of usage earned on the last one of its month.
INSERT INTO deal_uses (account_id, deal_id, book, statement_id, last_day)
SELECT d.account_id, d.id, l.book, l.statement_id,
  max(CASE WHEN l.usage_date <> '' THEN l.usage_date
           ELSE date(s.period || '-01', '+1 month', '-1 day') END)
FROM statement_lines l
JOIN statements s ON s.book = l.book AND s.id = l.statement_id
JOIN deals d ON l.deal = 'accounts/' || d.account_id || '/deals/' || d.id
WHERE l.state = 'MATCHED'
GROUP BY d.account_id, d.id, l.book, l.statement_id;
