-- What a stage holds is counted as its leads change, in the same transaction, whoever changes them. A
-- statement's leads are added up first and the sums taken in one order, so that two statements never
-- wait for each other in a circle.
CREATE FUNCTION "mirror_count_stages"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  plus text := 'SELECT account_id, pipeline_id, stage_id, responsible_user_id, group_id, 1 AS leads, price
    FROM added WHERE deleted_at IS NULL';
  minus text := 'SELECT account_id, pipeline_id, stage_id, responsible_user_id, group_id, -1 AS leads, -price AS price
    FROM removed WHERE deleted_at IS NULL';
BEGIN
  EXECUTE '
    INSERT INTO mirror_stage_totals AS t
      (account_id, pipeline_id, stage_id, responsible_user_id, group_id, leads, price)
    SELECT account_id, pipeline_id, stage_id, responsible_user_id, group_id, sum(leads), sum(price)
    FROM (' || CASE TG_OP
      WHEN 'INSERT' THEN plus
      WHEN 'DELETE' THEN minus
      ELSE plus || ' UNION ALL ' || minus
    END || ') AS d
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(leads) <> 0 OR sum(price) <> 0
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (account_id, pipeline_id, stage_id, responsible_user_id, group_id)
    DO UPDATE SET leads = t.leads + EXCLUDED.leads, price = t.price + EXCLUDED.price';
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "mirror_leads_added" AFTER INSERT ON "mirror_leads"
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_count_stages"();
--> statement-breakpoint
CREATE TRIGGER "mirror_leads_changed" AFTER UPDATE ON "mirror_leads"
  REFERENCING NEW TABLE AS added OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_count_stages"();
--> statement-breakpoint
CREATE TRIGGER "mirror_leads_removed" AFTER DELETE ON "mirror_leads"
  REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION "mirror_count_stages"();
